using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace LambdaImage.Images.Lint.Assemblies;

/// <summary>An assembly of the function, of which only the metadata is read. It is never loaded.</summary>
/// <param name="file">The file.</param>
internal sealed class FunctionAssembly(PEReader file) : IDisposable
{
    /// <summary>Its metadata.</summary>
    public MetadataReader Metadata { get; } = file.GetMetadataReader();

    /// <summary>Whether it has an entry point.</summary>
    public bool IsProgram => file.PEHeaders.CorHeader?.EntryPointTokenOrRelativeVirtualAddress != 0;

    /// <summary>Whether its code has a text, as metadata has texts.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has.</returns>
    public bool Holds(string text) => file.GetMetadata().GetContent().AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
