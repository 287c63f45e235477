using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>
/// Computes the receptive field of each tensor: the image region on which one of its numbers depends. A window of k pixels with stride s over a map
/// whose neighbors are j image pixels apart widens it by (k - 1) j, and from there on neighbors are s j apart (Araujo et al., "Computing receptive
/// fields of convolutional neural networks", 2019). Where branches join, the largest one counts. Operators on whole maps see the whole image; a gate
/// that does so and is multiplied with a map, as in squeeze-and-excitation, and normalization are ignored.
/// </summary>
internal sealed class ReceptiveFields
{
    private readonly Dictionary<string, Field> _fields = new(StringComparer.Ordinal) { [GraphEditor.Image] = new Field(1, 1, 1, 1, IsWhole: false) };
    private readonly Func<string, long[]?> _shape;
    private readonly IReadOnlyDictionary<string, long[]> _constants;

    /// <summary>Analyzes a network.</summary>
    /// <param name="nodes">Its nodes, in execution order.</param>
    /// <param name="shape">Returns the shape of a tensor for one image, [1, ...]; null if it is not known.</param>
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

    /// <summary>Returns the receptive field in pixels; null for the whole image.</summary>
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

    // The input is a map of several pixels, and the output is a vector or a 1x1 map that no window computed.
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
