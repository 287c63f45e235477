using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>
/// The part of the picture that one number of each tensor depends on: a window of k pixels with step s over a map on which neighbours lie j
/// pixels of the picture apart widens it by (k - 1) j, and from there on they lie s j apart (Araujo et al., "Computing receptive fields of
/// convolutional neural networks", 2019). Where branches meet, the largest counts. What looks at whole maps sees the whole picture; a gate that
/// does so and is multiplied onto a map, as in squeeze-and-excitation, and normalisation are passed over.
/// </summary>
internal sealed class ReceptiveFields
{
    private readonly Dictionary<string, Field> _fields = new(StringComparer.Ordinal) { [GraphEditor.Image] = new Field(1, 1, 1, 1, IsWhole: false) };
    private readonly Func<string, long[]?> _shape;
    private readonly IReadOnlyDictionary<string, long[]> _constants;

    /// <summary>Goes through a network.</summary>
    /// <param name="nodes">Its nodes, in the order in which they run.</param>
    /// <param name="shape">The shape of a tensor for one picture, [1, ...]; null where it is not known.</param>
    /// <param name="constants">The shapes of the network's constants.</param>
    public ReceptiveFields(IEnumerable<NodeProto> nodes, Func<string, long[]?> shape, IReadOnlyDictionary<string, long[]> constants)
    {
        (_shape, _constants) = (shape, constants);
        foreach (var node in nodes)
        {
            if (Follow(node) is { } field)
            {
                foreach (var output in node.Output)
                {
                    _fields[output] = field;
                }
            }
        }
    }

    /// <summary>The part of the picture in pixels; null for the whole.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public Size2D? Of(string tensor) => _fields.GetValueOrDefault(tensor) is { IsWhole: false } field
        ? new Size2D((int)Math.Min(field.Height, int.MaxValue), (int)Math.Min(field.Width, int.MaxValue)) : null;

    private Field? Follow(NodeProto node)
    {
        var inputs = node.Input.Select(_fields.GetValueOrDefault).OfType<Field>().ToList();
        if (inputs.Count == 0)
        {
            return null;
        }

        var maps = inputs.Where(field => !field.IsWhole).ToList();
        if (maps.Count == 0 || Collapses(node))
        {
            return inputs[0] with { IsWhole = true };
        }

        var joined = maps.Aggregate((left, right) => new Field(
            Math.Max(left.Height, right.Height), Math.Max(left.Width, right.Width), Math.Max(left.JumpDown, right.JumpDown),
            Math.Max(left.JumpAcross, right.JumpAcross), IsWhole: false));
        return Window(node) is var (extent, stride)
            ? new Field(
                joined.Height + ((extent.Height - 1) * joined.JumpDown), joined.Width + ((extent.Width - 1) * joined.JumpAcross),
                joined.JumpDown * stride.Height, joined.JumpAcross * stride.Width, IsWhole: false)
            : joined;
    }

    // A map of several pixels goes in, and a vector or a map of one pixel comes out, other than by a window.
    private bool Collapses(NodeProto node) => node.OpType is not ("Conv" or "MaxPool" or "AveragePool")
        && node.Input.Any(input => _shape(input) is [_, _, var height, var width] && height * width > 1)
        && _shape(node.Output[0]) is [_] or [_, _] or [_, _, 1, 1];

    private (Size2D Extent, Size2D Stride)? Window(NodeProto node)
    {
        if (node.OpType is not ("Conv" or "MaxPool" or "AveragePool"))
        {
            return null;
        }

        var kernel = node.Ints("kernel_shape") ?? _constants.GetValueOrDefault(node.Input[1])?[2..];
        return kernel is [var height, var width] && (node.Ints("strides") ?? [1, 1]) is [var down, var across]
            && (node.Ints("dilations") ?? [1, 1]) is [var apartDown, var apartAcross]
            ? (new Size2D((int)(((height - 1) * apartDown) + 1), (int)(((width - 1) * apartAcross) + 1)), new Size2D((int)down, (int)across))
            : null;
    }

    private sealed record Field(long Height, long Width, long JumpDown, long JumpAcross, bool IsWhole);
}
