namespace LambdaImage.Testing;

/// <summary>How a <see cref="ScriptedEngine"/> stores images, which it tells as the real engines do.</summary>
public enum ScriptedStore
{
    /// <summary>In a way of which it says nothing.</summary>
    Unknown,

    /// <summary>As Docker with one of its graph drivers.</summary>
    GraphDriver,

    /// <summary>As Docker with containerd.</summary>
    Containerd,

    /// <summary>As Docker with containerd before version 1.48 of the API.</summary>
    OldContainerd,

    /// <summary>As Podman.</summary>
    Podman,
}
