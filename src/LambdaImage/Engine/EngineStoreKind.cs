namespace LambdaImage.Engine;

/// <summary>The kinds of image stores.</summary>
public enum EngineStoreKind
{
    /// <summary>One of which nothing is known, Podman's among them.</summary>
    Other,

    /// <summary>Docker's own, with one of its graph drivers: images are known by the digest of their config.</summary>
    GraphDriver,

    /// <summary>containerd's, Docker's default from version 29 on: images are known by the digest of their manifest.</summary>
    Containerd,
}
