namespace LambdaImage.Specification.Reading;

/// <summary>What a project says of its image, as written.</summary>
public sealed record ImageInputs
{
    /// <summary>The properties.</summary>
    public required ProjectProperties Properties { get; init; }

    /// <summary>What tells the project from others: <see cref="ProjectIdentity"/>. Empty: made of its name.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The files that this publish put into the publish folder, which can hold others, and the <c>LambdaFunctionFile</c> items after them.</summary>
    public IReadOnlyList<FunctionFile> FunctionFiles { get; init; } = [];

    /// <summary>The <c>LambdaLayer</c> items, in order.</summary>
    public IReadOnlyList<LayerInput> Layers { get; init; } = [];

    /// <summary>The <c>LambdaImageLabel</c> items.</summary>
    public IReadOnlyList<NamedValue> Labels { get; init; } = [];

    /// <summary>The <c>LambdaEnvironmentVariable</c> items.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];
}
