namespace LambdaImage.Specification;

/// <summary>A part of what a function publishes. The parts that change least come first.</summary>
public enum FunctionPart
{
    /// <summary>What NuGet packages bring, and .NET itself in a self-contained function.</summary>
    Packages,

    /// <summary>Files that no build of a project's code makes: content, native libraries, satellite assemblies and referenced files.</summary>
    Files,

    /// <summary>The assemblies of referenced projects.</summary>
    Projects,

    /// <summary>What the function's own project is compiled to.</summary>
    Code,
}
