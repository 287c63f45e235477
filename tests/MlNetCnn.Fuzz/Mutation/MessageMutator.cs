using Google.Protobuf;
using Google.Protobuf.Reflection;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Fuzz;

/// <summary>
/// Changes fields of an ONNX model so that it remains a readable message and the code after the parser is reached.
/// </summary>
internal sealed class MessageMutator(SeededRandom random)
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 3, 7, 255, 256, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly string[] Texts = ["", "N", "image", "features", "Score", "logits", "Conv", "Gemm", "Reshape", "Nonsense", "ai.onnx.ml", "\0", "../x"];

    /// <summary>Makes one to three changes; bytes that are not a model are returned unchanged.</summary>
    public byte[] Change(byte[] bytes)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return bytes;
        }

        for (var change = random.Next(3); change >= 0; change--)
        {
            var messages = new List<IMessage>();
            Collect(model, messages);
            ChangeField(messages[random.Next(messages.Count)]);
        }

        return model.ToByteArray();
    }

    private static void Collect(IMessage message, List<IMessage> into)
    {
        into.Add(message);
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
        {
            var value = field.Accessor.GetValue(message);
            foreach (var inner in field.IsRepeated ? ((System.Collections.IEnumerable)value).OfType<IMessage>() : new[] { value }.OfType<IMessage>())
            {
                Collect(inner, into);
            }
        }
    }

    private void ChangeField(IMessage message)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        var field = fields[random.Next(fields.Count)];
        if (field.IsRepeated)
        {
            ChangeList((System.Collections.IList)field.Accessor.GetValue(message), field);
        }
        else if (random.Next(4) == 0 || Scalar(field) is not { } value)
        {
            field.Accessor.Clear(message);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private void ChangeList(System.Collections.IList list, FieldDescriptor field)
    {
        if (list.Count == 0 || random.Next(4) == 0)
        {
            if (Scalar(field) is { } value)
            {
                list.Add(value);
            }
            else if (list.Count > 0)
            {
                list.Add(list[random.Next(list.Count)]);
            }

            return;
        }

        var place = random.Next(list.Count);
        if (random.Next(2) == 0 && Scalar(field) is { } other)
        {
            list[place] = other;
        }
        else
        {
            list.RemoveAt(place);
        }
    }

    /// <summary>Returns a value of a field's type, or null for messages.</summary>
    private object? Scalar(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Int64 => Numbers[random.Next(Numbers.Length)],
        FieldType.UInt64 => (ulong)Numbers[random.Next(Numbers.Length)],
        FieldType.Int32 => (int)Numbers[random.Next(Numbers.Length)],
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(20)),
        FieldType.Float => new[] { 0, -1, float.NaN, float.PositiveInfinity, 1e-30f }[random.Next(5)],
        FieldType.Double => random.NextDouble(),
        FieldType.String => Texts[random.Next(Texts.Length)],
        FieldType.Bytes => ByteString.CopyFrom(new byte[random.Next(64)]),
        _ => null,
    };
}
