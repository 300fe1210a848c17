namespace LambdaImage.Specification;

/// <summary>Where an image goes; there is at least one place.</summary>
public sealed record DestinationSpec
{
    /// <summary>Whether it goes to the engine.</summary>
    public bool Load { get; init; } = true;

    /// <summary>Whether it goes to the registry that its names say.</summary>
    public bool Push { get; init; }

    /// <summary>The archive that it is written to; <see langword="null"/> for none.</summary>
    public ArchiveSpec? Archive { get; init; }

    /// <summary>Whether its layers are compressed.</summary>
    public LayerCompression Compression { get; init; }

    /// <summary>Whether it goes to a place that no engine is needed for.</summary>
    public bool Exports => Push || Archive is not null;
}
