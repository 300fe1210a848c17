namespace LambdaImage.UnitTests.Structure;

/// <summary>
/// Which namespace may use which. Each uses only such as stand above it, so none depends on itself by way of others. What is nested belongs to
/// the namespace that it is nested in.
/// </summary>
internal static class NamespaceEdges
{
    /// <summary>The namespace of the tasks, in an assembly of its own.</summary>
    public const string Tasks = "Tasks";

    /// <summary>Each namespace with those that it may use, the lowest first.</summary>
    public static readonly IReadOnlyList<(string Name, string Uses)> Allowed =
    [
        ("Diagnostics", ""),
        ("Caching", "Diagnostics"),
        ("Json", "Caching"),
        ("Oci", "Diagnostics Json"),
        ("Lambda", "Diagnostics Oci"),
        ("Specification", "Diagnostics Caching Json Oci Lambda"),
        ("Http", "Diagnostics"),
        ("Layers", "Diagnostics Caching Lambda Specification"),
        ("Tar", "Diagnostics Caching Oci Specification Layers"),
        ("Images", "Diagnostics Caching Oci Lambda Specification Layers"),
        ("LayerVersions", "Diagnostics Caching Json Lambda Specification Http"),
        ("Registries", "Diagnostics Caching Json Oci Http"),
        ("Engines", "Diagnostics Caching Json Oci Lambda Http Registries"),
        ("Sources", "Diagnostics Caching Json Oci Lambda Specification Layers Images Registries Engines"),
        ("Destinations", "Diagnostics Caching Oci Lambda Specification Layers Tar Images Registries Engines Sources"),
        ("Pipeline", "Diagnostics Caching Oci Lambda Specification Layers Tar Images LayerVersions Registries Engines Sources Destinations"),
        (Tasks, "Diagnostics Oci Lambda Specification LayerVersions Registries Engines Pipeline"),
    ];
}
