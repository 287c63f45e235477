using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MlNetCnn.Training.Tests;

/// <summary>Reads the methods that the code of an assembly calls from its instructions (ECMA-335, III).</summary>
internal sealed class CalledMethods
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;

    private CalledMethods(MetadataReader metadata) => _metadata = metadata;

    /// <summary>Returns the called methods for each method, as <c>Type.Name(Type, Type)</c>.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> Read(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var metadata = file.GetMetadataReader();
        var names = new CalledMethods(metadata);
        var calls = new Dictionary<string, HashSet<string>>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address != 0)
            {
                var called = Tokens(file.GetMethodBody(address).GetILBytes()!).Select(token => names.NameOf(MetadataTokens.EntityHandle(token)));
                calls[names.NameOf(handle)] = [.. called];
            }
        }

        return calls;
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            int instruction = code[at++];
            if (instruction == 0xFE)
            {
                instruction = 0xFE00 | code[at++];
            }

            var operand = Operands[instruction];
            if (operand == OperandType.InlineMethod)
            {
                yield return BitConverter.ToInt32(code, at);
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private string NameOf(EntityHandle method)
    {
        switch (method.Kind)
        {
            case HandleKind.MethodDefinition:
                var definition = _metadata.GetMethodDefinition((MethodDefinitionHandle)method);
                return $"{TypeNames.Of(_metadata, definition.GetDeclaringType())}.{_metadata.GetString(definition.Name)}"
                    + Parameters(definition.DecodeSignature(TypeNames.Instance, null));
            case HandleKind.MemberReference:
                var reference = _metadata.GetMemberReference((MemberReferenceHandle)method);
                return $"{TypeNames.Of(_metadata, reference.Parent)}.{_metadata.GetString(reference.Name)}"
                    + Parameters(reference.DecodeMethodSignature(TypeNames.Instance, null));
            default:
                return NameOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method);
        }
    }

    private static string Parameters(MethodSignature<string> signature) => $"({string.Join(", ", signature.ParameterTypes)})";
}
