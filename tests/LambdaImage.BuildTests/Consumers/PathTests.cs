namespace LambdaImage.BuildTests.Consumers;

/// <summary>Folders with names that need care somewhere on the way from MSBuild to the engine.</summary>
[TestClass]
public sealed class PathTests : ConsumerTests
{
    private const string Body =
        """
          <ItemGroup>
            <LambdaLayer Include="läyers/with space" />
          </ItemGroup>
        """;

    [TestMethod]
    [DataRow("with space")]
    [DataRow("Zürich-東京")]
    [DataRow("it's #1, a copy (2) @50%")]
    public async Task Project_in_a_folder_of_any_name_is_built(string folder)
    {
        using var consumer = new Consumer("Paths", Body, folder);
        consumer.Write("läyers/with space/grüße wörld.txt", "content");

        (await BuildImageAsync(consumer)).Succeeded();

        Assert.Contains("opt/grüße wörld.txt", (await TestEngine.ReadAsync(consumer.Image, "/opt")).Keys);
        await TestEngine.RemoveAsync(consumer.Image);
    }

    [TestMethod]
    public async Task Error_in_a_folder_of_any_name_is_located_there()
    {
        using var consumer = new Consumer("Paths", Body, "Zürich 東京 it's");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2007");

        Assert.AreEqual((consumer.Project, consumer.LineOf("<LambdaLayer")), (error.File, error.Line));
        Assert.Contains(consumer.At("läyers/with space"), error.Text);
    }
}
