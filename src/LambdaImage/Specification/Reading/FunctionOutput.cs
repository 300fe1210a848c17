using LambdaImage.Diagnostics;
using LambdaImage.Lambda;

namespace LambdaImage.Specification.Reading;

/// <summary>What a base image needs of the function's files to run it. Names are compared as Linux does: case counts.</summary>
/// <param name="files">The files that this publish put into the publish folder.</param>
/// <param name="assemblyName">The name of the function's assembly.</param>
internal sealed class FunctionOutput(IReadOnlyCollection<FunctionFile> files, string assemblyName)
{
    private readonly HashSet<string> _names = [.. files.Select(file => file.Path)];

    /// <summary>Makes sure that there is a function.</summary>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2030: publishing made no file.</exception>
    public void CheckPublished()
    {
        if (_names.Count == 0)
        {
            throw new LambdaImageException(
                DiagnosticCodes.NotPublished,
                "The function is put into the image, and publishing the project made no file. Files of an earlier publish are not used. " +
                "Remove IsPublishable=false if the project is a function; else set LambdaImageEnabled to false, or LambdaImageIncludeFunction to false to put only layers into the image.",
                new("IsPublishable"));
        }
    }

    /// <summary>Finds what a custom runtime's base image starts.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <returns>The file's name: <c>bootstrap</c> if the project publishes one, as Lambda looks for it in zips, else the executable's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2018: there is neither.</exception>
    public string Executable(LambdaRuntime runtime) =>
        new[] { "bootstrap", assemblyName }.FirstOrDefault(_names.Contains)
        ?? throw new LambdaImageException(
            DiagnosticCodes.FunctionNotRunnable,
            $"The project publishes neither 'bootstrap' nor {Display.Quote(assemblyName)}, and the base image of " +
            $"{runtime.Name} starts one of them. Publish an executable for Linux: set RuntimeIdentifier to linux-x64 or linux-arm64, with PublishAot or SelfContained.",
            new("LambdaImageIncludeFunction"));

    /// <summary>
    /// Checks what the .NET base images need to start a function: the configuration of the handler's assembly, or a single one; or a
    /// native program of the handler's name, which they start if there is no assembly of that name.
    /// </summary>
    /// <param name="handler">The handler: an assembly's name, or <c>Assembly::Namespace.Type::Method</c>.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2018: it is not there.</exception>
    public void CheckManaged(string? handler)
    {
        const string Suffix = ".runtimeconfig.json";
        var name = (handler ?? string.Empty).Split(':')[0];
        var found = _names.Where(file => !file.Contains('/', StringComparison.Ordinal) && file.EndsWith(Suffix, StringComparison.Ordinal)).ToList();
        var isNative = handler == name && !_names.Contains(name + ".dll") && _names.Contains(name);
        if (isNative || found.Count == 1 || found.Contains(name + Suffix))
        {
            return;
        }

        throw new LambdaImageException(
            DiagnosticCodes.FunctionNotRunnable,
            found.Count == 0
                ? "The project publishes no *.runtimeconfig.json file, which the .NET base images need. Set GenerateRuntimeConfigurationFiles to true in a class library."
                : $"The project publishes {found.Count} *.runtimeconfig.json files, and none is called {Display.Quote(name + Suffix)}, so the .NET base images " +
                  "can't tell which is the function's. Set LambdaHandler to the function's assembly.",
            new("LambdaImageIncludeFunction"));
    }
}
