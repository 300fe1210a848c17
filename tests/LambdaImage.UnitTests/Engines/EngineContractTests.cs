using LambdaImage.Engines;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Pipeline;

namespace LambdaImage.UnitTests.Engines;

/// <summary>Real engines keep the same contract, which the engine tests check.</summary>
[TestClass]
public sealed class EngineContractTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Clauses => EngineContract.All.SelectMany(
        _ => new[] { ScriptedStore.GraphDriver, ScriptedStore.Containerd, ScriptedStore.Podman },
        (clause, store) => new object[] { clause, store });

    [TestMethod]
    [DynamicData(nameof(Clauses))]
    public async Task Scripted_engine_keeps_the_contract(string clause, ScriptedStore store)
    {
        await using var scene = BuildScene.WithStore(store);
        await scene.BuildAsync(TestContext.CancellationToken);
        using var engine = await EngineConnector.ConnectAsync(new() { Host = scene.Engine.Address }, TestContext.CancellationToken);

        await EngineContract.CheckAsync(clause, engine, BuildScene.Name, "free:latest", TestContext.CancellationToken);
    }
}
