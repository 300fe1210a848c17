namespace LambdaImage.Testing;

/// <summary>By what engines tell how they store images.</summary>
internal static class ScriptedStoreText
{
    /// <summary>The header <c>Server</c>, or <see langword="null"/> for none.</summary>
    public static string? Server(this ScriptedStore store) => store switch
    {
        ScriptedStore.GraphDriver or ScriptedStore.Containerd => "Docker/28.5.2 (linux)",
        ScriptedStore.OldContainerd => "Docker/26.1.5 (linux)",
        ScriptedStore.Podman => "Libpod/4.3.1 (linux)",
        _ => null,
    };

    /// <summary>The header <c>Api-Version</c>, or <see langword="null"/> for none.</summary>
    public static string? ApiVersion(this ScriptedStore store) => store switch
    {
        ScriptedStore.GraphDriver or ScriptedStore.Containerd => "1.51",
        ScriptedStore.OldContainerd => "1.45",
        ScriptedStore.Podman => "1.41",
        _ => null,
    };

    /// <summary>Whether it is one of containerd's.</summary>
    public static bool IsContainerd(this ScriptedStore store) => store is ScriptedStore.Containerd or ScriptedStore.OldContainerd;

    /// <summary>The answer to <c>GET /info</c>.</summary>
    public static string Info(this ScriptedStore store) => store switch
    {
        ScriptedStore.GraphDriver => """{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"]]}""",
        ScriptedStore.Containerd or ScriptedStore.OldContainerd => """{"Driver":"overlayfs","Architecture":"x86_64","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""",
        ScriptedStore.Podman => """{"Driver":"overlay","DriverStatus":[["Backing Filesystem","extfs"]]}""",
        _ => """{"Driver":"scripted"}""",
    };
}
