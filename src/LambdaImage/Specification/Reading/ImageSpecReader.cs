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
        var properties = inputs.Properties;
        var project = properties.Text("MSBuildProjectName") ?? string.Empty;
        var architecture = properties.Parsed("LambdaArchitecture", LambdaArchitecture.Parse) ?? LambdaArchitecture.X64;

        // As in AWS SAM's templates. Whatever it is, an image is what is made.
        _ = properties.OneOf("LambdaPackageType", "Zip", "Zip", "Image");
        var runtime = properties.Parsed("LambdaRuntime", LambdaRuntime.Parse);
        var includeFunction = properties.Flag("LambdaImageIncludeFunction");
        var handler = ContainerReader.Handler(properties, includeFunction);
        var bases = BaseImages(properties, runtime, architecture);
        var destinations = DestinationReader.Read(properties);
        var spec = new ImageSpec
        {
            Project = Project(project),
            ProjectId = Or(inputs.ProjectId, ProjectIdentity.Hash(project)),
            Names = Names(properties.Text("LambdaImageRepository"), properties.List("LambdaImageTag"), properties.List("LambdaImageTags"), properties.Text("_LambdaImageTagSuffix")),
            BaseImage = bases[0],
            BaseImageMirrors = [.. bases.Skip(1)],
            BaseArchive = BaseArchive(properties, destinations),
            IsLambdaBase = properties.Text("LambdaBaseImage") is null || $"{bases[0].Registry}/{bases[0].Path}".StartsWith(DefaultRegistry + "/", StringComparison.Ordinal),
            Runtime = runtime,
            NeedsIcu = includeFunction && runtime?.IsCustom == true && properties.Text("LambdaBaseImage") is null && !properties.Flag("InvariantGlobalization"),
            ExtractsItself = includeFunction && properties.Flag("PublishSingleFile") &&
                (properties.Flag("IncludeAllContentForSelfExtract") || properties.Flag("IncludeNativeLibrariesForSelfExtract")),
            Glibc = runtime is { IsKnown: true } && properties.Text("LambdaBaseImage") is null ? runtime.Glibc : null,
            Architecture = architecture,
            Emulator = Emulator(properties, architecture),
            Layers = [.. Layers(inputs), .. includeFunction ? Function(inputs, runtime) : []],
            Split = properties.Enumeration("LambdaLayerSplit", LayerSplit.Auto),
            Handler = handler,
            EntryPoint = ContainerReader.EntryPoint(properties),
            User = ContainerReader.User(properties),
            WorkingDirectory = ContainerReader.WorkingDirectory(properties),
            Environment = Pairs(inputs.Environment, IsVariableName, "an environment variable is named by letters, digits and '_', the first no digit"),
            Labels = Pairs([.. Annotations(properties), .. inputs.Labels], IsLabelName, $"a label's name is not empty, holds no white space or '=', and does not start with '{ReservedLabels}'"),
            PullPolicy = properties.Enumeration("LambdaImagePullPolicy", PullPolicy.Missing),
            Destinations = destinations,
            MetadataFile = DestinationReader.MetadataFile(properties),
            Strategy = properties.Enumeration("LambdaImageStrategy", BuildStrategy.Auto),
            ForceBuild = properties.Flag("LambdaImageForceBuild"),
            Created = CreatedTime.Read(properties),
            Timestamp = properties.Timestamp("SOURCE_DATE_EPOCH", ImageSpec.DefaultTimestamp),
        };
        if (destinations.Push)
        {
            DestinationReader.CheckPush(spec.Names[0]);
        }

        return !spec.Names.Any(name => name.StoredName == spec.BaseImage.StoredName) ? HostProgram.LeaveOut(spec, properties.Text("AssemblyName") ?? string.Empty) : throw new LambdaImageException(
            DiagnosticCodes.InvalidReference,
            $"The image would be named {spec.BaseImage}, as its base is, and each build would be put on the last. " +
            "Set LambdaImageRepository or LambdaImageTag to another name.",
            new("LambdaImageRepository"));
    }

    /// <summary>The names that the project's image gets.</summary>
    /// <param name="repository"><c>LambdaImageRepository</c>.</param>
    /// <param name="tags"><c>LambdaImageTag</c>.</param>
    /// <param name="furtherTags"><c>LambdaImageTags</c>. Without any tag it is <c>latest</c>.</param>
    /// <param name="suffix">What each tag ends in: the architecture, if the project has several.</param>
    /// <returns>The names, each once, in order.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2003: one is not valid.</exception>
    public static IReadOnlyList<ImageReference> Names(
        string? repository, IReadOnlyList<string> tags, IReadOnlyList<string>? furtherTags = null, string? suffix = null)
    {
        // Each by itself: joined first, a tag could bring a digest or another repository along.
        List<string> parsed = [.. Tags("LambdaImageTag", tags, suffix), .. Tags("LambdaImageTags", furtherTags ?? [], suffix)];
        if (parsed.Count == 0)
        {
            parsed.Add(DefaultTag + suffix);
        }

        return InputValues.Named("LambdaImageRepository", () => parsed.Select(tag => ImageReference.Parse($"{repository}:{tag}")).Distinct().ToList());
    }

    private static List<string> Tags(string property, IReadOnlyList<string> tags, string? suffix) =>
        InputValues.Named(property, () => tags.Select(tag => ImageReference.ParseTag(tag + suffix)).ToList());

    // It becomes a label, which stands on one line of the Dockerfile.
    private static string Project(string name) => InputValues.TextProblem(name) is not { } problem ? name : throw new LambdaImageException(
        DiagnosticCodes.InvalidPropertyValue,
        $"The project's name {Display.Quote(name)} {problem}. Rename the project.",
        new("MSBuildProjectName"));

    // The base, and its names in the mirrors.
    private static List<ImageReference> BaseImages(ProjectProperties properties, LambdaRuntime? runtime, LambdaArchitecture architecture)
    {
        if (properties.Parsed("LambdaBaseImage", ImageReference.Parse) is { } given)
        {
            return [given];
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
        return InputValues.Named(
            runtime.MultiArchitecture || architecture == LambdaArchitecture.X64 ? "LambdaBaseImageRegistry" : "LambdaArchitecture",
            () => Registries(properties).Select(registry => runtime.BaseImage(
                registry,
                architecture,
                properties.Flag("LambdaRuntimePreview"),
                OperatingSystem.IsWindows())).Distinct().ToList());
    }

    private static string? BaseArchive(ProjectProperties properties, DestinationSpec destinations) =>
        properties.Text("LambdaBaseImageArchive") is { } path && destinations.Load
            ? throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"LambdaBaseImageArchive is {Display.Quote(path)}, and the image goes to an engine, which has bases of its own. Load the file there ('docker load -i'), name it with " +
                "LambdaBaseImage and unset LambdaBaseImageArchive; or set LambdaImagePush or LambdaImageArchivePath, and not LambdaImageLoad.",
                new("LambdaBaseImageArchive"))
            : properties.Text("LambdaBaseImageArchive");

    private static IReadOnlyList<string> Registries(ProjectProperties properties) =>
        properties.List("LambdaBaseImageRegistry") is { Count: > 0 } registries ? registries : [DefaultRegistry];

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
                Folder = InputValues.Folder("Destination", layer.Destination, layer.Origin),
                FileMode = InputValues.Mode("FileMode", layer.FileMode, layer.Origin),
                DirectoryMode = InputValues.Mode("DirectoryMode", layer.DirectoryMode, layer.Origin),
                KeepDesktopFiles = InputValues.Flag("KeepDesktopFiles", layer.KeepDesktopFiles, otherwise: false, layer.Origin),
                Exclude = InputValues.Patterns("Exclude", layer.Exclude, layer.Origin),
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

    private static EmulatorSpec? Emulator(ProjectProperties properties, LambdaArchitecture architecture)
    {
        var when = properties.OneOf("LambdaRie", nameof(EmulatorMode.Auto), [.. Enum.GetNames<EmulatorMode>(), "Never"]);
        if (!Enum.TryParse<EmulatorMode>(when, out var mode))
        {
            return null;
        }

        var image = InputValues.Named(
            "LambdaBaseImageRegistry", () => LambdaRuntime.Parse(EmulatorRuntime).BaseImage(Registries(properties)[0], architecture));
        if (properties.Text("LambdaRiePath") is not { } given)
        {
            return new(mode, null, image);
        }

        var name = "aws-lambda-rie-" + architecture.Name;
        var path = Disk.FolderExists(given) ? Path.Combine(given, name) : given;
        return Disk.FileExists(path) ? new(mode, path, image) : throw new LambdaImageException(
            DiagnosticCodes.EmulatorNotFound,
            $"There is no runtime interface emulator at {Display.Quote(path)}. Set LambdaRiePath to the file, or to a folder that holds {name}.",
            new("LambdaRiePath"));
    }

    private static IEnumerable<LayerSpec> Function(ImageInputs inputs, LambdaRuntime? runtime)
    {
        var name = inputs.Properties.Text("AssemblyName") ?? string.Empty;
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
            output.CheckManaged(inputs.Properties.Text("LambdaHandler"));
        }

        yield return new()
        {
            Kind = LayerKind.Function,
            Name = Or(name, "function"),
            Source = new PublishOutputSource(inputs.Properties.Text("PublishDir") ?? string.Empty, inputs.FunctionFiles),
        };
    }

    // https://github.com/opencontainers/image-spec/blob/main/annotations.md; the project's own labels come after and win.
    private static IEnumerable<NamedValue> Annotations(ProjectProperties properties)
    {
        if (properties.Text("Version") is { } version)
        {
            yield return new("org.opencontainers.image.version", version, new("Version"));
        }

        if (properties.Text("SourceRevisionId") is { } revision)
        {
            yield return new("org.opencontainers.image.revision", revision, new("SourceRevisionId"));
        }
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

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
