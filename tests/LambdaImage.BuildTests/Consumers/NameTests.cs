namespace LambdaImage.BuildTests.Consumers;

/// <summary>What the image is called, and that what the project says of it arrives.</summary>
[TestClass]
public sealed class NameTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context) => _consumer = new("Names");

    [ClassCleanup]
    public static void CleanUp() => _consumer.Dispose();

    [TestMethod]
    public async Task Tags_given_are_all_the_names()
    {
        _consumer.WriteProject("  <PropertyGroup><LambdaImageTag>one</LambdaImageTag><LambdaImageTags>two;three</LambdaImageTags></PropertyGroup>");

        (await BuildImageAsync(_consumer)).Succeeded();

        var tags = (await TestEngine.GetAsync("names:one")).Tags.Order(StringComparer.Ordinal);
        Assert.AreEqual("names:one names:three names:two", string.Join(' ', tags));
        foreach (var tag in tags)
        {
            await TestEngine.RemoveAsync(tag);
        }
    }

    [TestMethod]
    public async Task Tag_that_a_target_sets_right_before_the_image_is_the_name()
    {
        _consumer.WriteProject("""
              <Target Name="SetTag" BeforeTargets="LambdaImage"><PropertyGroup><LambdaImageTag>computed</LambdaImageTag></PropertyGroup></Target>
            """);

        var run = (await RunAsync(_consumer, "build", "-t:CleanLambdaImage;LambdaImage")).Succeeded();

        Assert.AreEqual(1, run.Count("Names -> names:computed"), run.ToString());
        await TestEngine.RemoveAsync("names:computed");
    }

    [TestMethod]
    public async Task Value_with_characters_that_MSBuild_escapes_arrives_as_written()
    {
        _consumer.WriteProject("  <PropertyGroup><LambdaHandler> a;b%3Bc%25d; größe '$(Nothing)%' </LambdaHandler></PropertyGroup>");

        (await BuildImageAsync(_consumer)).Succeeded();

        Assert.AreEqual(" a;b;c%d; größe '%' ", (await TestEngine.GetAsync("names:latest")).Command);
        await TestEngine.RemoveAsync("names:latest");
    }

    [TestMethod]
    [DataRow("bootstrap", "names:latest")]
    [DataRow("Größe & Maß", "gro-e-ma:latest")]
    public async Task Assembly_whose_name_cannot_be_the_images_has_a_default_that_can(string assembly, string image)
    {
        _consumer.WriteProject($"  <PropertyGroup><AssemblyName>{assembly.Replace("&", "&amp;", StringComparison.Ordinal)}</AssemblyName></PropertyGroup>");

        (await BuildImageAsync(_consumer)).Succeeded();

        Assert.IsNotNull(await TestEngine.FindAsync(image));
        await TestEngine.RemoveAsync(image);
    }

    [TestMethod]
    public async Task Repository_with_a_registry_and_its_port_is_the_name()
    {
        const string Repository = "localhost:5001/team/names";
        _consumer.WriteProject("");

        var run = (await BuildImageAsync(_consumer, "-p:LambdaImageRepository=" + Repository)).Succeeded();

        Assert.AreEqual(1, run.Count($"Names -> {Repository}:latest"), run.ToString());
        Assert.IsNotNull(await TestEngine.FindAsync(Repository + ":latest"));
        await TestEngine.RemoveAsync(Repository + ":latest");
    }
}
