namespace LambdaImage.Specification.Reading;

/// <summary>
/// What the project says, as written: each member is the property of the same name, <c>Lambda</c> or <c>LambdaImage</c>
/// before it. Empty counts as not set.
/// </summary>
public sealed record ImageInputs
{
    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>What tells the project from others: <see cref="ProjectIdentity"/>. Empty: made of its name.</summary>
    public string? ProjectId { get; init; }

    /// <summary><c>LambdaRuntime</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary><c>LambdaRuntimePreview</c>.</summary>
    public string? RuntimePreview { get; init; }

    /// <summary><c>LambdaArchitecture</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary><c>LambdaPackageType</c>.</summary>
    public string? PackageType { get; init; }

    /// <summary><c>LambdaBaseImage</c>.</summary>
    public string? BaseImage { get; init; }

    /// <summary><c>LambdaBaseImageRegistry</c>.</summary>
    public string? BaseImageRegistry { get; init; }

    /// <summary><c>LambdaHandler</c>.</summary>
    public string? Handler { get; init; }

    /// <summary><c>LambdaImageRepository</c>.</summary>
    public string? Repository { get; init; }

    /// <summary><c>LambdaImageTag</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary><c>LambdaImageTags</c>, in order.</summary>
    public IReadOnlyList<string> FurtherTags { get; init; } = [];

    /// <summary><c>LambdaImagePullPolicy</c>.</summary>
    public string? PullPolicy { get; init; }

    /// <summary><c>LambdaImageForceBuild</c>.</summary>
    public string? ForceBuild { get; init; }

    /// <summary><c>LambdaImageStrategy</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>LambdaRie</c>.</summary>
    public string? Rie { get; init; }

    /// <summary><c>LambdaRiePath</c>, as a full path.</summary>
    public string? RiePath { get; init; }

    /// <summary><c>LambdaImageIncludeFunction</c>.</summary>
    public string? IncludeFunction { get; init; }

    /// <summary>The publish folder, as a full path. It can hold files of others, so the function is <see cref="FunctionFiles"/>.</summary>
    public string? PublishFolder { get; init; }

    /// <summary>The files that this publish put into the publish folder, and the <c>LambdaFunctionFile</c> items after them.</summary>
    public IReadOnlyList<FunctionFile> FunctionFiles { get; init; } = [];

    /// <summary>The name of the function's assembly, which its executable has too.</summary>
    public string? AssemblyName { get; init; }

    /// <summary>The project's version, <c>Version</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The commit that the project is built from, <c>SourceRevisionId</c>.</summary>
    public string? SourceRevision { get; init; }

    /// <summary><c>LambdaImageCreated</c>.</summary>
    public string? Created { get; init; }

    /// <summary>What git said when it was asked for the commit's time: seconds since 1970, or why it can't tell.</summary>
    public string? SourceRevisionTime { get; init; }

    /// <summary>The environment variable <c>SOURCE_DATE_EPOCH</c> (https://reproducible-builds.org/specs/source-date-epoch/).</summary>
    public string? SourceDateEpoch { get; init; }

    /// <summary>The <c>LambdaLayer</c> items, in order.</summary>
    public IReadOnlyList<LayerInput> Layers { get; init; } = [];

    /// <summary>The <c>LambdaImageLabel</c> items.</summary>
    public IReadOnlyList<NamedValue> Labels { get; init; } = [];

    /// <summary>The <c>LambdaEnvironmentVariable</c> items.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];
}
