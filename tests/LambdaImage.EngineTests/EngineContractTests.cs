using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>The scripted engine keeps the same contract, which the unit tests check.</summary>
[TestClass]
public sealed class EngineContractTests(TestContext context) : EngineTest(context)
{
    public static IEnumerable<object[]> Clauses => EngineContract.All.Select(clause => new object[] { clause });

    [TestMethod]
    [DynamicData(nameof(Clauses))]
    public async Task Engine_keeps_the_contract(string clause)
    {
        await BuildAsync(OneFile());
        using var engine = await ConnectAsync(CancellationToken);

        await EngineContract.CheckAsync(clause, engine, Name, Id + ":free", CancellationToken);
    }
}
