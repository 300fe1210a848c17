using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>What keeps a function from starting, as far as settings and names of files tell.</summary>
internal static class FunctionLint
{
    private const string WrapperVariable = "AWS_LAMBDA_EXEC_WRAPPER";
    private const int Executable = 1;

    /// <summary>Looks at a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan) => UnknownRuntime(plan.Spec).Concat(Icu(plan)).Concat(Wrapper(plan));

    private static IEnumerable<BuildMessage> UnknownRuntime(ImageSpec spec)
    {
        if (spec.Runtime is { IsKnown: false } runtime)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.UnknownRuntime,
                $"The runtime {runtime.Name} is newer than this version of the package. Its base image is taken to be {spec.BaseImage}. Update the package when it knows the runtime.",
                new("LambdaRuntime"));
        }
    }

    // https://learn.microsoft.com/dotnet/core/runtime-config/globalization: without ICU and without this setting .NET ends when it starts.
    private static IEnumerable<BuildMessage> Icu(ImagePlan plan)
    {
        if (plan.Spec.NeedsIcu && !plan.Layers.SelectMany(layer => layer.Entries).Any(entry => IsIcu(entry.Path)))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.MissingIcu,
                $"The function brings .NET, which looks for ICU when it starts, and neither the base image {plan.Spec.BaseImage} nor function and layers have it. " +
                "Set InvariantGlobalization to true, or add a layer with ICU's libraries in its folder lib.",
                new("InvariantGlobalization"));
        }
    }

    private static bool IsIcu(string path) => path[(path.LastIndexOf('/') + 1)..].StartsWith("libicuuc", StringComparison.Ordinal);

    // What lies elsewhere may come from the base.
    private static IEnumerable<BuildMessage> Wrapper(ImagePlan plan)
    {
        if (!plan.Spec.Environment.TryGetValue(WrapperVariable, out var path) ||
            plan.Layers.Where(layer => path.StartsWith(layer.Spec.Destination.TrimEnd('/') + "/", StringComparison.Ordinal)).ToList() is not { Count: > 0 } layers)
        {
            yield break;
        }

        var found = layers.Select(layer => layer.Entries.FirstOrDefault(entry => $"{layer.Spec.Destination.TrimEnd('/')}/{entry.Path}" == path)).LastOrDefault(entry => entry is not null);
        if (found is null)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.WrapperNotRunnable,
                $"{WrapperVariable} is {Display.Quote(path)}, and neither function nor layers have that file. Lambda starts no function without it. Correct the path, or add the layer that holds it.",
                new("LambdaEnvironmentVariable", WrapperVariable));
        }
        else if (found.Kind == EntryKind.File && (found.Mode & Executable) == 0)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.WrapperNotRunnable,
                $"{WrapperVariable} is {Display.Quote(path)}, and that file is not executable. Run 'chmod +x', or set FileMode to 755.",
                new("LambdaEnvironmentVariable", WrapperVariable));
        }
    }
}
