using LambdaImage.Diagnostics;
using LambdaImage.References;

namespace LambdaImage.Spec;

/// <summary>What a base image needs of the publish output to run it.</summary>
internal static class FunctionOutput
{
    /// <summary>Finds what a custom runtime's base image starts.</summary>
    /// <param name="folder">The publish output.</param>
    /// <param name="assemblyName">The name of the function's assembly.</param>
    /// <param name="runtime">The runtime.</param>
    /// <returns>The file's name: <c>bootstrap</c> if there is one, as Lambda looks for it in zips, else the executable's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2018: there is neither.</exception>
    public static string Executable(string folder, string assemblyName, LambdaRuntime runtime) =>
        new[] { "bootstrap", assemblyName }.FirstOrDefault(name => name.Length > 0 && File.Exists(Path.Combine(folder, name)))
        ?? throw new LambdaImageException(
            DiagnosticCodes.FunctionNotRunnable,
            $"The publish output {Display.Quote(folder)} holds neither 'bootstrap' nor {Display.Quote(assemblyName)}, and the base image of " +
            $"{runtime.Name} starts one of them. Publish an executable for Linux: set RuntimeIdentifier to linux-x64 or linux-arm64, with PublishAot or SelfContained.",
            new("LambdaImageIncludeFunction"));

    /// <summary>Checks what the .NET base images need to start a function.</summary>
    /// <param name="folder">The publish output.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2018: it is not there once.</exception>
    public static void CheckManaged(string folder)
    {
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.runtimeconfig.json").Length : 0;
        if (found != 1)
        {
            throw new LambdaImageException(
                DiagnosticCodes.FunctionNotRunnable,
                $"The publish output {Display.Quote(folder)} holds {found} *.runtimeconfig.json files, and the .NET base images need exactly one. " +
                (found == 0
                    ? "Set GenerateRuntimeConfigurationFiles to true in a class library."
                    : "Publish one function into a folder of its own."),
                new("LambdaImageIncludeFunction"));
        }
    }
}
