using System.Globalization;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>What keeps a function from starting, as far as settings and names of files tell.</summary>
internal static class FunctionLint
{
    /// <summary>Names a program that is started in place of the runtime, and starts that itself.</summary>
    internal const string WrapperVariable = "AWS_LAMBDA_EXEC_WRAPPER";

    private const string ExtractionVariable = "DOTNET_BUNDLE_EXTRACT_BASE_DIR";
    private const int Executable = 1;
    private const int DaysAhead = 180;

    /// <summary>Looks at a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="today">The day of the build.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan, DateOnly today) => UnknownRuntime(plan.Spec).Concat(DeprecatedRuntime(plan.Spec, today)).Concat(Icu(plan)).Concat(Extraction(plan.Spec)).Concat(Wrapper(plan));

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

    private static IEnumerable<BuildMessage> DeprecatedRuntime(ImageSpec spec, DateOnly today)
    {
        if (spec is { IsLambdaBase: true, Runtime: { Deprecation: { } date } runtime } && date <= today.AddDays(DaysAhead))
        {
            var when = date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
            yield return BuildMessage.Warning(
                DiagnosticCodes.DeprecatedRuntime,
                $"Lambda {(date <= today ? "deprecated" : "deprecates")} {runtime.Name} on {when}, and from then on it gets no security patches. " +
                $"Go on to {runtime.Newest.Name}{(runtime.Image == "dotnet" ? $", with TargetFramework net{runtime.Newest.Tag}.0" : string.Empty)}.",
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

    // https://learn.microsoft.com/dotnet/core/deploying/single-file/overview#native-libraries: below the home folder, if it is told of no other. Lambda
    // lets functions write to /tmp alone.
    private static IEnumerable<BuildMessage> Extraction(ImageSpec spec)
    {
        if (spec.ExtractsItself && !spec.Environment.ContainsKey(ExtractionVariable))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.NoPlaceToExtract,
                "The function is a single file that extracts libraries when it starts, below the home folder, and Lambda lets functions write to /tmp alone. " +
                $"Add <LambdaEnvironmentVariable Include=\"{ExtractionVariable}\" Value=\"/tmp\" />, or do not set PublishSingleFile: an image needs no single file.",
                new("PublishSingleFile"));
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
