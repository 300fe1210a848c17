using System.Reflection.Metadata;

namespace LambdaImage.Images.Lint.Assemblies;

/// <summary>
/// Looks for a handler as Lambda's runtime does: a type by its full name, and the methods of a name in it, else in its base type.
/// https://github.com/aws/aws-lambda-dotnet/blob/master/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/UserCodeLoader.cs.
/// </summary>
/// <param name="assemblies">The function's assemblies.</param>
internal sealed class HandlerSearch(FunctionAssemblies assemblies)
{
    private const int GenericInstance = (int)SignatureTypeCode.GenericTypeInstance;

    /// <summary>Whether the search ended at an assembly that is not one of the function's, such as the framework's.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>Finds a type.</summary>
    /// <param name="assembly">The assembly that it is looked for in.</param>
    /// <param name="name">Its full name, with <c>+</c> before the name of a type that is in another.</param>
    /// <returns>The type, or <see langword="null"/>.</returns>
    public FoundType? FindType(FunctionAssembly assembly, string name)
    {
        var names = name.Split('+');
        var dot = names[0].LastIndexOf('.');
        var type = FindType(assembly, dot < 0 ? string.Empty : names[0][..dot], names[0][(dot + 1)..]);
        return names.Skip(1).Aggregate(type, (outer, inner) => outer is { } found ? Nested(found, inner) : null);
    }

    /// <summary>Finds a type that was probably meant: one whose name differs only by case, or the only one of that name elsewhere.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The name that was not found.</param>
    /// <returns>A full name, or <see langword="null"/>.</returns>
    public static string? Similar(FunctionAssembly assembly, string name)
    {
        var all = assembly.Metadata.TypeDefinitions.Select(handle => FullName(assembly.Metadata, assembly.Metadata.GetTypeDefinition(handle))).ToList();
        var simple = Simple(name);
        return all.Find(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) ??
            (all.Where(other => Simple(other).Equals(simple, StringComparison.OrdinalIgnoreCase)).Take(2).ToList() is [var only] ? only : null);
    }

    /// <summary>Finds the methods of a name, in a type or else in the first base type that has some.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The methods' name.</param>
    /// <returns>The methods.</returns>
    public IReadOnlyList<MethodDefinition> FindMethods(FoundType type, string name) =>
        WithBaseTypes(type).Select(each => Methods(each).Where(method => each.Assembly.Metadata.StringComparer.Equals(method.Name, name)).ToList())
            .FirstOrDefault(methods => methods.Count > 0) ?? [];

    /// <summary>Finds a method whose name differs only by case.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The name that was not found.</param>
    /// <returns>The other name, or <see langword="null"/>.</returns>
    public string? SimilarMethod(FoundType type, string name) => WithBaseTypes(type)
        .SelectMany(each => Methods(each).Select(method => each.Assembly.Metadata.GetString(method.Name)))
        .FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<MethodDefinition> Methods(FoundType type) => type.Definition.GetMethods().Select(type.Assembly.Metadata.GetMethodDefinition);

    // Damaged metadata could have a type derive from itself.
    private IEnumerable<FoundType> WithBaseTypes(FoundType type)
    {
        const int Deepest = 100;
        FoundType? current = type;
        for (var depth = 0; current is { } each && depth < Deepest; depth++)
        {
            yield return each;
            current = Resolve(each.Assembly, each.Definition.BaseType);
        }
    }

    private FoundType? FindType(FunctionAssembly assembly, string space, string name)
    {
        var metadata = assembly.Metadata;
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (!type.IsNested && metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, space))
            {
                return new(assembly, type);
            }
        }

        // One that was moved to another assembly is found there.
        foreach (var handle in metadata.ExportedTypes)
        {
            var type = metadata.GetExportedType(handle);
            if (type.IsForwarder && metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, space))
            {
                return Referenced(assembly, type.Implementation) is { } target ? FindType(target, space, name) : null;
            }
        }

        return null;
    }

    private static FoundType? Nested(FoundType outer, string name)
    {
        var metadata = outer.Assembly.Metadata;
        foreach (var handle in outer.Definition.GetNestedTypes())
        {
            var type = metadata.GetTypeDefinition(handle);
            if (metadata.StringComparer.Equals(type.Name, name))
            {
                return new(outer.Assembly, type);
            }
        }

        return null;
    }

    private FoundType? Resolve(FunctionAssembly assembly, EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return null;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return new(assembly, assembly.Metadata.GetTypeDefinition((TypeDefinitionHandle)handle));
            case HandleKind.TypeReference:
                return Resolve(assembly, assembly.Metadata.GetTypeReference((TypeReferenceHandle)handle));
            case HandleKind.TypeSpecification:
                var signature = assembly.Metadata.GetBlobReader(assembly.Metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                if (signature.ReadCompressedInteger() == GenericInstance)
                {
                    // Before the type it says whether that is a class.
                    signature.ReadCompressedInteger();
                    return Resolve(assembly, signature.ReadTypeHandle());
                }

                break;
        }

        IsUnknown = true;
        return null;
    }

    private FoundType? Resolve(FunctionAssembly assembly, TypeReference reference)
    {
        var metadata = assembly.Metadata;
        if (reference.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return Resolve(assembly, reference.ResolutionScope) is { } outer ? Nested(outer, metadata.GetString(reference.Name)) : null;
        }

        var (space, name) = (metadata.GetString(reference.Namespace), metadata.GetString(reference.Name));
        if (space == "System" && name is "Object" or "ValueType")
        {
            // Their own methods are nobody's handler.
            return null;
        }

        return Referenced(assembly, reference.ResolutionScope) is { } target ? FindType(target, space, name) : null;
    }

    private FunctionAssembly? Referenced(FunctionAssembly assembly, EntityHandle handle)
    {
        var metadata = assembly.Metadata;
        var target = handle.Kind == HandleKind.AssemblyReference
            ? assemblies.Find(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)handle).Name))
            : null;
        IsUnknown |= target is null;
        return target;
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        return type.IsNested ? $"{FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}+{name}"
            : type.Namespace.IsNil ? name
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static string Simple(string name) => name[(name.LastIndexOfAny(['.', '+']) + 1)..];
}
