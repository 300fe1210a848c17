namespace LambdaImage.Specification;

/// <summary>When the base image is pulled from its registry.</summary>
public enum PullPolicy
{
    /// <summary>When the engine does not have it.</summary>
    Missing,

    /// <summary>When the engine does not have it, or its registry has another one under the same name.</summary>
    IfNewer,

    /// <summary>Before every build.</summary>
    Always,

    /// <summary>Never: the engine must have it.</summary>
    Never,
}
