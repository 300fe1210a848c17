namespace LambdaImage.Engines;

/// <summary>The kinds of image stores.</summary>
public enum EngineStoreKind
{
    /// <summary>One of which nothing is known.</summary>
    Other,

    /// <summary>Docker's own, with one of its graph drivers: images are known by the digest of their config.</summary>
    GraphDriver,

    /// <summary>containerd's, Docker's default from version 29 on: images are known by the digest of their manifest.</summary>
    Containerd,

    /// <summary>Podman's: images are known by the digest of their config, and layers by the digest of their unpacked tar.</summary>
    Podman,
}
