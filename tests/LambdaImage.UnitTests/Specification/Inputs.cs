using LambdaImage.Specification.Reading;

namespace LambdaImage.UnitTests.Specification;

/// <summary>Inputs that are valid, for tests to change one thing of.</summary>
internal static class Inputs
{
    public static ImageInputs Valid { get; } = new()
    {
        Properties = new(new Dictionary<string, string> { ["MSBuildProjectName"] = "Hello", ["LambdaRuntime"] = "dotnet10", ["LambdaImageRepository"] = "hello" }),
    };

    public static LayerInput Layer(string path = "/layers/common") => new(path, new("LambdaLayer", "layers/common", "/src/Hello.csproj"));

    public static NamedValue Variable(string name, string value = "value") => new(name, value, new("LambdaEnvironmentVariable", name));

    public static NamedValue Label(string name, string value = "value") => new(name, value, new("LambdaImageLabel", name));
}
