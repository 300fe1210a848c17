using System.Text.RegularExpressions;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Specification.Reading;

/// <summary>Turns what a project says into a spec: checks each value, and fills in the defaults that depend on others.</summary>
public static partial class ImageSpecReader
{
    private const string DefaultRegistry = "public.ecr.aws/lambda";
    private const string DefaultTag = "latest";

    // The smallest of AWS's base images that hold the emulator.
    private const string EmulatorRuntime = "provided.al2023";
    private const string ReservedLabels = "lambdaimage.";

    /// <summary>Reads the inputs. No layer is read and no engine is asked.</summary>
    /// <param name="inputs">What the project says.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="LambdaImageException">An input is wrong: LAMBDAIMAGE2001 to 2006, 2015 to 2019 and 4001.</exception>
    public static ImageSpec Read(ImageInputs inputs)
    {
        var architecture = Named("LambdaArchitecture", () =>
            string.IsNullOrEmpty(inputs.Architecture) ? LambdaArchitecture.X64 : LambdaArchitecture.Parse(inputs.Architecture));
        var packageType = InputValues.OneOf("LambdaPackageType", Or(inputs.PackageType, "Zip"), "Zip", "Image");
        var runtime = string.IsNullOrEmpty(inputs.Runtime) ? null : Named("LambdaRuntime", () => LambdaRuntime.Parse(inputs.Runtime));
        var includeFunction = InputValues.Flag("LambdaImageIncludeFunction", inputs.IncludeFunction, otherwise: false);
        var handler = Handler(inputs, includeFunction);
        var spec = new ImageSpec
        {
            Project = Project(inputs.Project),
            ProjectId = Or(inputs.ProjectId, ProjectIdentity.Hash(inputs.Project)),
            Names = Names(inputs.Repository, inputs.Tags, inputs.FurtherTags),
            BaseImage = BaseImage(inputs, packageType, runtime, architecture),
            Architecture = architecture,
            Emulator = Emulator(inputs, architecture),
            Layers = [.. Layers(inputs), .. includeFunction ? Function(inputs, runtime) : []],
            Handler = handler,
            Environment = Pairs(inputs.Environment, IsVariableName, "an environment variable is named by letters, digits and '_', the first no digit"),
            Labels = Pairs([.. Annotations(inputs), .. inputs.Labels], IsLabelName, $"a label's name is not empty, holds no white space or '=', and does not start with '{ReservedLabels}'"),
            PullPolicy = Enum.Parse<PullPolicy>(InputValues.OneOf("LambdaImagePullPolicy", Or(inputs.PullPolicy, nameof(PullPolicy.Missing)), Enum.GetNames<PullPolicy>())),
            Strategy = Enum.Parse<BuildStrategy>(InputValues.OneOf("LambdaImageStrategy", Or(inputs.Strategy, nameof(BuildStrategy.Auto)), Enum.GetNames<BuildStrategy>())),
            ForceBuild = InputValues.Flag("LambdaImageForceBuild", inputs.ForceBuild, otherwise: false),
            Created = CreatedTime.Read(inputs),
            Timestamp = InputValues.Timestamp("SOURCE_DATE_EPOCH", inputs.SourceDateEpoch, ImageSpec.DefaultTimestamp),
        };
        return !spec.Names.Any(name => name.StoredName == spec.BaseImage.StoredName) ? spec : throw new LambdaImageException(
            DiagnosticCodes.InvalidReference,
            $"The image would be named {spec.BaseImage}, as its base is, and each build would be put on the last. " +
            "Set LambdaImageRepository or LambdaImageTag to another name.",
            new("LambdaImageRepository"));
    }

    /// <summary>The names that the project's image gets.</summary>
    /// <param name="repository"><c>LambdaImageRepository</c>.</param>
    /// <param name="tags"><c>LambdaImageTag</c>.</param>
    /// <param name="furtherTags"><c>LambdaImageTags</c>. Without any tag it is <c>latest</c>.</param>
    /// <returns>The names, each once, in order.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2003: one is not valid.</exception>
    public static IReadOnlyList<ImageReference> Names(string? repository, IReadOnlyList<string> tags, IReadOnlyList<string>? furtherTags = null)
    {
        // Each by itself: joined first, a tag could bring a digest or another repository along.
        List<string> parsed = [.. Tags("LambdaImageTag", tags), .. Tags("LambdaImageTags", furtherTags ?? [])];
        if (parsed.Count == 0)
        {
            parsed.Add(DefaultTag);
        }

        return Named("LambdaImageRepository", () => parsed.Select(tag => ImageReference.Parse($"{repository}:{tag}")).Distinct().ToList());
    }

    private static List<string> Tags(string property, IReadOnlyList<string> tags) => Named(property, () => tags.Select(ImageReference.ParseTag).ToList());

    // It becomes a label, which stands on one line of the Dockerfile.
    private static string Project(string name) => InputValues.TextProblem(name) is not { } problem ? name : throw new LambdaImageException(
        DiagnosticCodes.InvalidPropertyValue,
        $"The project's name {Display.Quote(name)} {problem}. Rename the project.",
        new("MSBuildProjectName"));

    private static ImageReference BaseImage(ImageInputs inputs, string packageType, LambdaRuntime? runtime, LambdaArchitecture architecture)
    {
        if (!string.IsNullOrEmpty(inputs.BaseImage))
        {
            return Named("LambdaBaseImage", () => ImageReference.Parse(inputs.BaseImage));
        }

        if (packageType == "Image")
        {
            throw new LambdaImageException(
                DiagnosticCodes.BaseImageRequired,
                "LambdaPackageType is Image, and there is no base image. Set LambdaBaseImage to it, or LambdaPackageType to Zip " +
                "to take the base image of LambdaRuntime.",
                new("LambdaPackageType"));
        }

        if (runtime is null)
        {
            throw new LambdaImageException(
                DiagnosticCodes.RuntimeUnknown,
                "The project's target framework has no Lambda runtime of its own. " +
                $"Set LambdaRuntime to one of: {string.Join(", ", LambdaRuntime.Names)}; or set LambdaBaseImage.",
                new("TargetFramework"));
        }

        // The architecture is checked before the registry goes into the name, so that each error names its own property.
        return Named(
            runtime.MultiArchitecture || architecture == LambdaArchitecture.X64 ? "LambdaBaseImageRegistry" : "LambdaArchitecture",
            () => runtime.BaseImage(
                Or(inputs.BaseImageRegistry, DefaultRegistry),
                architecture,
                InputValues.Flag("LambdaRuntimePreview", inputs.RuntimePreview, otherwise: false),
                OperatingSystem.IsWindows()));
    }

    private static IEnumerable<LayerSpec> Layers(ImageInputs inputs)
    {
        foreach (var layer in inputs.Layers)
        {
            var version = LayerVersion(layer);
            yield return new()
            {
                Kind = LayerKind.Layer,
                Name = Or(layer.Name, version is null ? Path.GetFileName(Path.TrimEndingDirectorySeparator(layer.Path)) : $"{version.Name}:{version.Version}"),
                Source = version is not null ? new LayerVersionSource(version)
                    : Disk.FolderExists(layer.Path) ? new FolderSource(layer.Path)
                    : new ZipSource(layer.Path),
                Origin = layer.Origin,
                FileMode = InputValues.Mode("FileMode", layer.FileMode, layer.Origin),
                DirectoryMode = InputValues.Mode("DirectoryMode", layer.DirectoryMode, layer.Origin),
                KeepDesktopFiles = InputValues.Flag("KeepDesktopFiles", layer.KeepDesktopFiles, otherwise: false, layer.Origin),
                ExternalLinks = InputValues.Enumeration("ExternalLinks", layer.ExternalLinks, ExternalLinks.Warn, layer.Origin),
            };
        }
    }

    // What starts as an ARN is never a path: a typing error in an ARN is told as one.
    private static LayerVersionArn? LayerVersion(LayerInput layer)
    {
        try
        {
            return LayerVersionArn.IsArn(layer.Path) ? LayerVersionArn.Parse(layer.Path) : null;
        }
        catch (LambdaImageException failure)
        {
            throw failure.At(layer.Origin);
        }
    }

    private static EmulatorSpec? Emulator(ImageInputs inputs, LambdaArchitecture architecture)
    {
        var when = InputValues.OneOf("LambdaRie", Or(inputs.Rie, nameof(EmulatorMode.Auto)), [.. Enum.GetNames<EmulatorMode>(), "Never"]);
        if (!Enum.TryParse<EmulatorMode>(when, out var mode))
        {
            return null;
        }

        var image = Named(
            "LambdaBaseImageRegistry",
            () => LambdaRuntime.Parse(EmulatorRuntime).BaseImage(Or(inputs.BaseImageRegistry, DefaultRegistry), architecture));
        if (string.IsNullOrEmpty(inputs.RiePath))
        {
            return new(mode, null, image);
        }

        var name = "aws-lambda-rie-" + architecture.Name;
        var path = Disk.FolderExists(inputs.RiePath) ? Path.Combine(inputs.RiePath, name) : inputs.RiePath;
        return Disk.FileExists(path) ? new(mode, path, image) : throw new LambdaImageException(
            DiagnosticCodes.EmulatorNotFound,
            $"There is no runtime interface emulator at {Display.Quote(path)}. Set LambdaRiePath to the file, or to a folder that holds {name}.",
            new("LambdaRiePath"));
    }

    private static IEnumerable<LayerSpec> Function(ImageInputs inputs, LambdaRuntime? runtime)
    {
        var name = inputs.AssemblyName ?? string.Empty;
        var output = new FunctionOutput(inputs.FunctionFiles, name);
        output.CheckPublished();
        if (runtime?.IsCustom == true)
        {
            yield return new()
            {
                Kind = LayerKind.Bootstrap,
                Name = "bootstrap",
                Source = new LinkSource("/var/task/" + output.Executable(runtime), "bootstrap"),
            };
        }
        else if (runtime?.Image == "dotnet")
        {
            output.CheckManaged(inputs.Handler);
        }

        yield return new()
        {
            Kind = LayerKind.Function,
            Name = Or(name, "function"),
            Source = new PublishOutputSource(inputs.PublishFolder ?? string.Empty, inputs.FunctionFiles),
        };
    }

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md; the project's own labels come after and win.
    private static IEnumerable<NamedValue> Annotations(ImageInputs inputs)
    {
        if (!string.IsNullOrEmpty(inputs.Version))
        {
            yield return new("org.opencontainers.image.version", inputs.Version, new("Version"));
        }

        if (!string.IsNullOrEmpty(inputs.SourceRevision))
        {
            yield return new("org.opencontainers.image.revision", inputs.SourceRevision, new("SourceRevisionId"));
        }
    }

    private static string? Handler(ImageInputs inputs, bool includeFunction)
    {
        if (string.IsNullOrWhiteSpace(inputs.Handler))
        {
            return !includeFunction ? null : throw new LambdaImageException(
                DiagnosticCodes.HandlerRequired,
                "The function is put into the image, and its handler is not known. Set LambdaHandler to Assembly::Namespace.Type::Method.",
                new("LambdaHandler"));
        }

        return InputValues.TextProblem(inputs.Handler) is not { } problem ? inputs.Handler : throw new LambdaImageException(
            DiagnosticCodes.InvalidPropertyValue,
            $"LambdaHandler {Display.Quote(inputs.Handler)} {problem}. Set it to Assembly::Namespace.Type::Method, or to the assembly's name.",
            new("LambdaHandler"));
    }

    private static Dictionary<string, string> Pairs(IEnumerable<NamedValue> values, Func<string, bool> isName, string rule)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var problem = !isName(value.Name) ? $"has a name that can't be used: {rule}"
                : InputValues.TextProblem(value.Value) is { } text ? "has a value that " + text
                : null;
            if (problem is not null)
            {
                throw new LambdaImageException(
                    DiagnosticCodes.InvalidLabelOrVariable,
                    $"The {value.Origin.Element} {Display.Quote(value.Name)} {problem}. Correct it.",
                    value.Origin);
            }

            // As with properties, what is said last counts.
            pairs[value.Name] = value.Value;
        }

        return pairs;
    }

    private static bool IsVariableName(string name) => VariablePattern().IsMatch(name) && InputValues.TextProblem(name) is null;

    private static bool IsLabelName(string name) =>
        name.Length > 0 && InputValues.TextProblem(name) is null && !name.StartsWith(ReservedLabels, StringComparison.OrdinalIgnoreCase) &&
        !name.Any(character => char.IsWhiteSpace(character) || character == '=');

    private static string Or(string? value, string otherwise) => string.IsNullOrEmpty(value) ? otherwise : value;

    // Failures of parsers, which know only the text, are about the property that holds it.
    private static T Named<T>(string property, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LambdaImageException failure)
        {
            throw failure.At(new(property));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
