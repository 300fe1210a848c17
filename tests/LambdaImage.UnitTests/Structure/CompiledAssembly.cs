using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LambdaImage.UnitTests.Structure;

/// <summary>
/// The types that each type of an assembly uses, read from what was compiled: bases, members, attributes and the bodies of methods. What is
/// nested, and what the compiler makes of lambdas and async methods, counts for the outermost type.
/// </summary>
internal sealed class CompiledAssembly : IDisposable
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledAssembly(string path)
    {
        _file = new(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Reads the uses.</summary>
    /// <returns>For each outermost type the full names of the outermost types that it uses, of this assembly and of others.</returns>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Uses()
    {
        var uses = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var group in _metadata.TypeDefinitions.GroupBy(NameOf).Where(group => !group.Key.StartsWith('<')))
        {
            var used = new HashSet<string>(StringComparer.Ordinal);
            var types = new TypeNames(this, used);
            foreach (var type in group)
            {
                Read(_metadata.GetTypeDefinition(type), types);
            }

            used.Remove(group.Key);
            uses[group.Key] = used;
        }

        return uses;
    }

    private void Read(TypeDefinition type, TypeNames types)
    {
        types.Add(type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            types.Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        }

        Read(type.GetGenericParameters(), types);
        Read(type.GetCustomAttributes(), types);
        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(types, null);
            Read(field.GetCustomAttributes(), types);
        }

        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            method.DecodeSignature(types, null);
            Read(method.GetGenericParameters(), types);
            Read(method.GetCustomAttributes(), types);
            if (method.RelativeVirtualAddress > 0)
            {
                Read(_file.GetMethodBody(method.RelativeVirtualAddress), types);
            }
        }
    }

    private void Read(GenericParameterHandleCollection parameters, TypeNames types)
    {
        foreach (var constraint in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            types.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Read(CustomAttributeHandleCollection attributes, TypeNames types)
    {
        foreach (var attribute in attributes)
        {
            Member(_metadata.GetCustomAttribute(attribute).Constructor, types);
        }
    }

    private void Read(MethodBodyBlock body, TypeNames types)
    {
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(types, null);
        }

        foreach (var region in body.ExceptionRegions.Where(region => !region.CatchType.IsNil))
        {
            types.Add(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            value = value == 0xFE ? 0xFE00 | code.ReadByte() : value;
            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Member((EntityHandle)System.Reflection.Metadata.Ecma335.MetadataTokens.Handle(code.ReadInt32()), types);
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset++;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void Member(EntityHandle handle, TypeNames types)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(types, null);
                Member(specification.Method, types);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                types.Add(member.Parent);
                _ = member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(types, null) : member.DecodeMethodSignature(types, null).ReturnType;
                break;
            case HandleKind.MethodDefinition:
                types.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                types.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            default:
                types.Add(handle);
                break;
        }
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? NameOf(outer) : Join(type.Namespace, type.Name);
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf((TypeReferenceHandle)type.ResolutionScope) : Join(type.Namespace, type.Name);
    }

    private string Join(StringHandle space, StringHandle name) => space.IsNil ? _metadata.GetString(name) : $"{_metadata.GetString(space)}.{_metadata.GetString(name)}";

    // Each type of a signature is noted as it is met; the text that the decoder wants back means nothing.
    private sealed class TypeNames(CompiledAssembly assembly, HashSet<string> names) : ISignatureTypeProvider<string, object?>
    {
        public void Add(EntityHandle type)
        {
            switch (type.Kind)
            {
                case HandleKind.TypeDefinition when !type.IsNil:
                    names.Add(assembly.NameOf((TypeDefinitionHandle)type));
                    break;
                case HandleKind.TypeReference when !type.IsNil:
                    names.Add(assembly.NameOf((TypeReferenceHandle)type));
                    break;
                case HandleKind.TypeSpecification:
                    assembly._metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, null);
                    break;
            }
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Noted(handle);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Noted(handle);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Noted(handle);

        public string GetArrayType(string elementType, ArrayShape shape) => string.Empty;

        public string GetByReferenceType(string elementType) => string.Empty;

        public string GetFunctionPointerType(MethodSignature<string> signature) => string.Empty;

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => string.Empty;

        public string GetGenericMethodParameter(object? genericContext, int index) => string.Empty;

        public string GetGenericTypeParameter(object? genericContext, int index) => string.Empty;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => string.Empty;

        public string GetPinnedType(string elementType) => string.Empty;

        public string GetPointerType(string elementType) => string.Empty;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => string.Empty;

        public string GetSZArrayType(string elementType) => string.Empty;

        private string Noted(EntityHandle type)
        {
            Add(type);
            return string.Empty;
        }
    }
}
