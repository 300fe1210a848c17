using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;
using LambdaImage.Specification.Reading.ToolsDefaults;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.ToolsDefaults;

[TestClass]
public sealed class LambdaToolsDefaultsTests
{
    private const string Arn = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";

    [TestMethod]
    public void Settings_count_where_the_project_says_nothing()
    {
        using var file = new DefaultsFile($$"""
            {
              // A comment with "image-command": "wrong"
              "Information": ["unknown"], "function-memory-size": 512, /* and another */
              "function-handler": "Function::Handler",
              "image-entrypoint": "/usr/bin/env, run",
              "image-working-directory": "/work",
              "environment-variables": "\"A\"=\"from the file\";B=file",
              "function-layers": "{{Arn}}",
            }
            """);

        var inputs = file.Read().AddTo(Project(("LambdaImageWorkingDirectory", "/ours")) with { Environment = [new("B", "ours", new("LambdaEnvironmentVariable", "B"))] }, isHandlerDefault: false);

        Assert.AreEqual("Function::Handler", inputs.Properties.Text("LambdaHandler"));
        Assert.AreEqual("/usr/bin/env;run", inputs.Properties.Text("LambdaImageEntryPoint"));
        Assert.AreEqual("/ours", inputs.Properties.Text("LambdaImageWorkingDirectory"));
        Assert.AreEqual("A=from the file;B=file;B=ours", string.Join(';', inputs.Environment.Select(variable => $"{variable.Name}={variable.Value}")));
        Assert.AreEqual(Arn, string.Join(';', inputs.Layers.Select(layer => layer.Path)));
    }

    [TestMethod]
    [DataRow(true, "image")]
    [DataRow(false, "ours")]
    public void Command_comes_before_the_handler_and_after_the_projects_own(bool isDefault, string handler)
    {
        using var file = new DefaultsFile("""{ "function-handler": "zip", "image-command": "image" }""");

        var inputs = file.Read().AddTo(Project(("LambdaHandler", "ours")), isDefault);

        Assert.AreEqual(handler, inputs.Properties.Text("LambdaHandler"));
    }

    [TestMethod]
    public void Layer_that_the_project_has_too_is_there_once()
    {
        using var file = new DefaultsFile($$"""{ "function-layers": "{{Arn}}" }""");

        var inputs = file.Read().AddTo(Project() with { Layers = [new("/layer", new("LambdaLayer", "layer")), new(Arn, new("LambdaLayer", Arn))] }, isHandlerDefault: false);

        Assert.AreEqual($"/layer {Arn}", string.Join(' ', inputs.Layers.Select(layer => layer.Path)));
    }

    [TestMethod]
    [DataRow("""{ "function-handler": null, "image-command": "", "function-layers": " " }""")]
    [DataRow("{}")]
    [DataRow("{ /* nothing */ }")]
    public void File_that_says_nothing_changes_nothing(string text)
    {
        using var file = new DefaultsFile(text);
        var defaults = file.Read();

        var inputs = defaults.AddTo(Project(("LambdaHandler", "ours")), isHandlerDefault: true);

        Assert.AreEqual("ours", inputs.Properties.Text("LambdaHandler"));
        Assert.IsEmpty(defaults.Describe(inputs));
    }

    [TestMethod]
    public void Description_names_what_comes_from_the_file_and_no_value_of_a_variable()
    {
        using var file = new DefaultsFile($$"""
            {
              "function-architecture": "arm64", "function-runtime": "dotnet8", "image-tag": "localhost:5000/hello:1", "image-command": "Handler",
              "environment-variables": "A=secret", "function-layers": "{{Arn}}", "configuration": "Release", "framework": "net10.0"
            }
            """);
        var defaults = file.Read();

        var inputs = defaults.AddTo(
            Project(
                ("LambdaArchitecture", "arm64"),
                ("LambdaRuntime", "dotnet10"),
                ("LambdaImageRepository", "localhost:5000/hello"),
                ("LambdaImageTag", "1"),
                ("Configuration", "Debug"),
                ("_LambdaImageFramework", "net10.0")),
            isHandlerDefault: false);

        Assert.AreEqual(
            $"""
            From aws-lambda-tools-defaults.json: LambdaArchitecture (function-architecture), LambdaImageRepository (image-tag), LambdaImageTag (image-tag), LambdaHandler (image-command), the layer {Arn}, the variable A
            aws-lambda-tools-defaults.json has the configuration "Release", and this build's is "Debug", which counts
            """.ReplaceLineEndings("\n").Replace("\"Release\"", Display.Quote("Release"), StringComparison.Ordinal).Replace("\"Debug\"", Display.Quote("Debug"), StringComparison.Ordinal),
            string.Join('\n', defaults.Describe(inputs)));
    }

    [TestMethod]
    [DataRow("", 1, 1)]
    [DataRow("[]", 1, 1)]
    [DataRow("{\n  \"function-handler\": oops }", 2, 23)]
    [DataRow("{\n  \"a\": 1\n  \"b\": 2 }", 3, 3)]
    [DataRow("{ \"a\": 1 } {}", 1, 12)]
    [DataRow("{\n  \"a\": 1,\n\n  \"function-handler\": 5 }", 4, 3)]
    [DataRow("{ \"ä\": 1, \"function-layers\": [] }", 1, 11)]
    [DataRow("{ \"function-handler\": { } }", 1, 3)]
    public void File_that_is_wrong_is_an_error_at_its_place(string text, int line, int column)
    {
        using var file = new DefaultsFile(text);

        var failure = Expect.Failure(DiagnosticCodes.UnreadableToolsDefaults, () => file.Read());

        Assert.AreEqual(new SourceLocation(file.Path, line, column), failure.Location, failure.Message);
    }

    [TestMethod]
    [DataRow("""{ "image-command": "a,b" }""")]
    [DataRow("""{ "environment-variables": "=1" }""")]
    public void Setting_that_is_wrong_is_an_error_at_its_place(string text)
    {
        using var file = new DefaultsFile(text);

        var failure = Expect.Failure(DiagnosticCodes.InvalidToolsSetting, () => file.Read().AddTo(Project(), isHandlerDefault: false));

        Assert.AreEqual(new SourceLocation(file.Path, 1, 3), failure.Location);
    }

    [TestMethod]
    public void Failure_about_a_property_that_the_file_sets_is_at_its_place()
    {
        using var file = new DefaultsFile("{\n \"function-architecture\": \"arm\" }");
        var failure = new LambdaImageException(DiagnosticCodes.InvalidArchitecture, "Wrong.", new("LambdaArchitecture"));
        var defaults = file.Read();

        var found = defaults.Locate(failure, Project(("LambdaArchitecture", "arm")));

        Assert.AreEqual(new SourceLocation(file.Path, 2, 2), found.Location);
        Assert.AreEqual("Wrong. LambdaArchitecture comes from function-architecture in aws-lambda-tools-defaults.json.", found.Message);
        Assert.AreSame(failure, defaults.Locate(failure, Project(("LambdaArchitecture", "arm64"))));
    }

    private static ImageInputs Project(params (string Name, string Value)[] properties) =>
        new() { Properties = new(properties.ToDictionary(property => property.Name, property => property.Value)) };

    private sealed class DefaultsFile : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public DefaultsFile(string text) => Path = _folder.Write(LambdaToolsDefaults.FileName, text);

        public string Path { get; }

        public LambdaToolsDefaults Read() => LambdaToolsDefaultsReader.Read(Path);

        public void Dispose() => _folder.Dispose();
    }
}
