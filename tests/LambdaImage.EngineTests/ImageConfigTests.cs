using LambdaImage.EngineTests.Support;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class ImageConfigTests(TestContext context) : EngineTest(context)
{
    private static readonly string[] Values =
    [
        "plain",
        "",
        " spaces  at both ends ",
        "double \" and single ' quotes",
        "\"quoted\"",
        "back\\slash and two \\\\",
        "C:\\",
        "\\\"",
        "$HOME ${PATH} $$ \\$HOME ${x:-y}",
        "`id` $(id)",
        "# no comment",
        "<<EOF",
        "a=b;c&d|e>f",
        "{\"json\": [1, \"two\"]}",
        "größe 日本語 \U0001F600",
    ];

    [TestMethod]
    public async Task Environment_variables_keep_their_values()
    {
        var variables = Values.Select((value, index) => Variable($"LI_{index}", value)).ToList();

        var image = await BuildAsync(OneFile() with { Environment = variables });

        var environment = (await InspectAsync(image.Id)).Config!.Env!.Where(pair => pair.StartsWith("LI_", StringComparison.Ordinal));
        CollectionAssert.AreEquivalent(variables.ConvertAll(variable => $"{variable.Name}={variable.Value}"), environment.ToList());
    }

    [TestMethod]
    public async Task Labels_keep_their_values()
    {
        var own = Values.Select((value, index) => Label($"li.{index}", value)).ToList();

        var image = await BuildAsync(OneFile() with { Labels = own });

        var labels = (await InspectAsync(image.Id)).Config!.Labels!.Where(pair => pair.Key.StartsWith("li.", StringComparison.Ordinal));
        CollectionAssert.AreEquivalent(
            own.ConvertAll(label => $"{label.Name}={label.Value}"),
            labels.Select(pair => $"{pair.Key}={pair.Value}").ToList());
    }

    [TestMethod]
    public async Task Labels_keep_their_names()
    {
        string[] names = ["org.opencontainers.image.title", "com.example/name", "quote\"and'quote", "$HOME", "back\\slash", "größe", "#", "-x"];

        var image = await BuildAsync(OneFile() with { Labels = [.. names.Select(name => Label(name, "value"))] });

        CollectionAssert.IsSubsetOf(names, (await InspectAsync(image.Id)).Config!.Labels!.Keys.ToList());
    }

    [TestMethod]
    public async Task Environment_of_the_base_stays()
    {
        var inputs = OneFile() with { Environment = [Variable("OWN", "own")] };

        var image = await BuildAsync(inputs);

        var expected = (await InspectAsync(image.BaseImage.ToString())).Config!.Env!.Append("OWN=own").ToList();
        CollectionAssert.AreEquivalent(expected, (await InspectAsync(image.Id)).Config!.Env!.ToList());
    }

    [TestMethod]
    public async Task Environment_variable_of_the_base_is_replaced_by_one_of_the_same_name()
    {
        var image = await BuildAsync(OneFile() with { Environment = [Variable("LAMBDA_TASK_ROOT", "/elsewhere")] });

        var roots = (await InspectAsync(image.Id)).Config!.Env!.Where(pair => pair.StartsWith("LAMBDA_TASK_ROOT=", StringComparison.Ordinal));
        Assert.AreEqual("LAMBDA_TASK_ROOT=/elsewhere", roots.Single());
    }

    [TestMethod]
    public async Task Variables_that_name_each_other_are_taken_as_they_are_written()
    {
        var image = await BuildAsync(OneFile() with { Environment = [Variable("A", "1"), Variable("B", "$A ${A}")] });

        var environment = (await InspectAsync(image.Id)).Config!.Env!.ToList();
        CollectionAssert.Contains(environment, "A=1");
        CollectionAssert.Contains(environment, "B=$A ${A}");
    }

    [TestMethod]
    public async Task Labels_say_what_the_image_was_made_from()
    {
        var image = await BuildAsync(OneFile());

        var labels = (await InspectAsync(image.Id)).Config!.Labels!;
        Assert.AreEqual(Id, labels["lambdaimage.project"]);
        Assert.AreEqual(image.Fingerprint, labels["lambdaimage.fingerprint"]);
        Assert.AreEqual(image.BaseImage.ToString(), labels["org.opencontainers.image.base.name"]);
    }

    [TestMethod]
    public async Task Image_says_nothing_of_the_way_that_its_base_came()
    {
        var (name, digest) = await Images.PublishAsync();

        var image = await BuildAsync(OneFile().With("LambdaBaseImage", name));

        Assert.AreEqual(digest, image.BaseDigest?.ToString());
        Assert.DoesNotContain("org.opencontainers.image.base.digest", (await InspectAsync(image.Id)).Config!.Labels!.Keys);
    }

    [TestMethod]
    public async Task Label_of_the_user_wins_over_a_standard_one()
    {
        var image = await BuildAsync(OneFile() with { Labels = [Label("org.opencontainers.image.base.name", "mine")] });

        Assert.AreEqual("mine", (await InspectAsync(image.Id)).Config!.Labels!["org.opencontainers.image.base.name"]);
    }

    [TestMethod]
    [DataRow("x86_64", "amd64")]
    [DataRow("arm64", "arm64")]
    public async Task Architecture_is_the_one_asked_for(string architecture, string expected)
    {
        var image = await BuildAsync(Function().With("LambdaArchitecture", architecture));

        var inspected = await InspectAsync(image.Id);
        Assert.AreEqual(expected, inspected.Architecture);
        Assert.AreEqual("linux", inspected.Os);
        Assert.AreEqual(ImageFile.File("program", "0755"), await Reader.ReadOneAsync(image.Id, "/var/task/Hello", CancellationToken));
    }

    [TestMethod]
    public async Task Environment_of_more_than_a_Dockerfiles_line_is_all_in_the_image()
    {
        var variables = Enumerable.Range(0, 12).Select(number => Variable($"LI_{number}", new string('x', 8000))).ToList();

        var image = await BuildAsync(OneFile() with { Environment = variables });

        var environment = (await InspectAsync(image.Id)).Config!.Env!.Where(pair => pair.StartsWith("LI_", StringComparison.Ordinal));
        CollectionAssert.AreEquivalent(variables.ConvertAll(variable => $"{variable.Name}={variable.Value}"), environment.ToList());
    }

    [TestMethod]
    [DataRow("Load")]
    [DataRow("Dockerfile")]
    public async Task Entrypoint_user_and_working_directory_are_those_asked_for(string strategy)
    {
        var inputs = OneFile()
            .With("LambdaImageStrategy", strategy)
            .With("LambdaImageEntryPoint", "/run it;--say;\"$HOME\"")
            .With("LambdaImageUser", "1000:app")
            .With("LambdaImageWorkingDirectory", "/opt/my $folder");

        var config = (await InspectAsync((await BuildAsync(inputs)).Id)).Config!;

        Assert.AreEqual("/run it|--say|\"$HOME\"", string.Join('|', config.Entrypoint!));
        Assert.AreEqual(("1000:app", "/opt/my $folder", 0), (config.User, config.WorkingDir, config.Cmd?.Count ?? 0));
    }

    private static NamedValue Variable(string name, string value) => new(name, value, new("LambdaEnvironmentVariable", name));

    private static NamedValue Label(string name, string value) => new(name, value, new("LambdaImageLabel", name));
}
