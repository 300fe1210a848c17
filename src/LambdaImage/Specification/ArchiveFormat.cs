namespace LambdaImage.Specification;

/// <summary>The format of an archive.</summary>
public enum ArchiveFormat
{
    /// <summary>What <c>docker save</c> writes, and every engine loads.</summary>
    Docker,

    /// <summary>An OCI image layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md.</summary>
    Oci,
}
