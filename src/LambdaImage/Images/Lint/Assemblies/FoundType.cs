using System.Reflection.Metadata;

namespace LambdaImage.Images.Lint.Assemblies;

/// <summary>A type of the function.</summary>
/// <param name="Assembly">The assembly that defines it.</param>
/// <param name="Definition">Its definition.</param>
internal readonly record struct FoundType(FunctionAssembly Assembly, TypeDefinition Definition)
{
    /// <summary>Whether it has type parameters, of its own or of the types that it is in.</summary>
    public bool IsGeneric => Definition.GetGenericParameters().Count > 0;
}
