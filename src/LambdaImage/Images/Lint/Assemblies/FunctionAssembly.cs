using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LambdaImage.Images.Lint.Assemblies;

/// <summary>An assembly of the function, of which only the metadata is read. It is never loaded.</summary>
/// <param name="file">The file.</param>
internal sealed class FunctionAssembly(PEReader file) : IDisposable
{
    /// <summary>Its metadata.</summary>
    public MetadataReader Metadata { get; } = file.GetMetadataReader();

    /// <summary>Whether it has an entry point.</summary>
    public bool IsProgram => file.PEHeaders.CorHeader?.EntryPointTokenOrRelativeVirtualAddress != 0;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
