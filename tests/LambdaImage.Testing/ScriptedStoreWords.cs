namespace LambdaImage.Testing;

/// <summary>By what engines tell how they store images.</summary>
internal static class ScriptedStoreWords
{
    /// <summary>The header <c>Server</c>, or <see langword="null"/> for none.</summary>
    public static string? Server(this ScriptedStore store) => store switch
    {
        ScriptedStore.GraphDriver or ScriptedStore.Containerd => "Docker/28.5.2 (linux)",
        ScriptedStore.Podman => "Libpod/4.3.1 (linux)",
        _ => null,
    };

    /// <summary>The answer to <c>GET /info</c>.</summary>
    public static string Info(this ScriptedStore store) => store switch
    {
        ScriptedStore.GraphDriver => """{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"]]}""",
        ScriptedStore.Containerd => """{"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""",
        ScriptedStore.Podman => """{"Driver":"overlay","DriverStatus":[["Backing Filesystem","extfs"]]}""",
        _ => """{"Driver":"scripted"}""",
    };
}
