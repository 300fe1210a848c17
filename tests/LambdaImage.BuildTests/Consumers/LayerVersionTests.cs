using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A class library with a layer version, downloaded from a stand-in for Lambda.</summary>
[TestClass]
public sealed class LayerVersionTests : ConsumerTests
{
    private const string Arn = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";

    private static readonly byte[] Content = Zips.Of(("python/shared.py", "from the layer version"), ("both.txt", "from the layer version"));

    [TestMethod]
    public async Task Image_has_the_files_of_the_layer_version_in_item_order()
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Order", $"""<LambdaLayer Include="layers/first" /><LambdaLayer Include="{Arn}" />""");
        consumer.Write("layers/first/both.txt", "from the folder");

        var run = (await RunAsync(consumer, Variables(consumer, server), "build", "-t:LambdaImage")).Succeeded();

        var opt = await TestEngine.ReadAsync(consumer.Image, "/opt");
        Assert.AreEqual("from the layer version, from the layer version", $"{opt["opt/python/shared.py"]}, {opt["opt/both.txt"]}", run.ToString());
        await TestEngine.RemoveAsync(consumer.Image);
    }

    [TestMethod]
    public async Task Second_build_asks_nobody_and_needs_no_credentials()
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Offline");
        var variables = Variables(consumer, server);
        (await RunAsync(consumer, variables, "build", "-t:LambdaImage")).Succeeded();
        server.Requests.Clear();
        variables.Remove("AWS_ACCESS_KEY_ID");

        var run = (await RunAsync(consumer, variables, "build", "-t:LambdaImage")).Succeeded();

        Assert.Contains("(up to date)", run.Output);
        Assert.IsEmpty(server.Requests);
        await TestEngine.RemoveAsync(consumer.Image);
    }

    [TestMethod]
    public async Task First_build_pins_the_layer_version_beside_the_project()
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Pinned");

        var run = (await RunAsync(consumer, Variables(consumer, server), "build", "-t:LambdaImage")).Succeeded();

        Assert.Contains(Arn, await File.ReadAllTextAsync(consumer.At("lambda-layers.lock.json"), TestContext.CancellationToken));
        Assert.IsTrue(Directory.Exists(consumer.At("cache/lambdaimage/layers")), run.ToString());
        await TestEngine.RemoveAsync(consumer.Image);
    }

    [TestMethod]
    public async Task Download_is_told_to_the_user()
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Told");

        var run = (await RunAsync(consumer, Variables(consumer, server), "build", "-t:LambdaImage", "-v:m")).Succeeded();

        Assert.AreEqual(1, run.Count("Downloading layer " + Arn));
        await TestEngine.RemoveAsync(consumer.Image);
    }

    [TestMethod]
    public async Task Inner_builds_that_use_the_same_layer_version_share_cache_and_lock_file()
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Frameworks");
        consumer.WriteProject(Item(Arn), "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");

        var run = (await RunAsync(consumer, Variables(consumer, server), "build", "-t:LambdaImage", "-m")).Succeeded();

        Assert.HasCount(1, Directory.GetFiles(consumer.At("cache/lambdaimage/layers"), "*.zip"), run.ToString());
        Assert.HasCount(1, Directory.GetFiles(consumer.At("."), "lambda-layers.lock.json*"));
        await TestEngine.RemoveAsync(consumer.ImageRepository + ":net8.0");
        await TestEngine.RemoveAsync(consumer.ImageRepository + ":net10.0");
    }

    [TestMethod]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:layer:shared", "LAMBDAIMAGE4001")]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:layer:absent:1", "LAMBDAIMAGE4005")]
    public async Task Failure_points_at_the_line_of_the_layer(string arn, string code)
    {
        await using var server = Server();
        using var consumer = Layers("LayerVersion.Failure" + code, arn);

        var run = await RunAsync(consumer, Variables(consumer, server), "build", "-t:LambdaImage");

        var error = run.FailedWith(code);
        Assert.AreEqual((consumer.Project, consumer.LineOf(arn)), (error.File, error.Line));
    }

    private static LayerServer Server()
    {
        var server = new LayerServer();
        server.Publish(Arn, Content);
        return server;
    }

    private static Consumer Layers(string name, string? items = null) => new(name, Item(items ?? Arn));

    private static string Item(string items) => items.StartsWith('<')
        ? $"<ItemGroup>{items}</ItemGroup>"
        : $"""<ItemGroup><LambdaLayer Include="{items}" /></ItemGroup>""";

    private static Dictionary<string, string> Variables(Consumer consumer, LayerServer server) => new()
    {
        ["AWS_ENDPOINT_URL_LAMBDA"] = server.Address.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = LayerServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = LayerServer.SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["XDG_CACHE_HOME"] = consumer.At("cache"),
        ["NO_PROXY"] = "127.0.0.1",
        ["no_proxy"] = "127.0.0.1",
    };
}
