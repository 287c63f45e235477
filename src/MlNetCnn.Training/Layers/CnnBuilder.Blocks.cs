namespace MlNetCnn.Training.Layers;

/// <content>Blocks of layers.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Adds layers whose names start with a prefix and whose numbers start at 1 again: <c>Block("stage1", b => b.Conv2D(64))</c> creates
    /// <c>stage1.conv1</c>.</summary>
    /// <param name="name">The prefix: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="body">Adds the layers to the builder passed to it and returns that builder.</param>
    public CnnBuilder Block(string name, Func<CnnBuilder, CnnBuilder> body)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(body);
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')))
        {
            throw new ArgumentException("A block's name consists of letters, digits, '.', '_' and '-'.", nameof(name));
        }

        var outer = _scope;
        _scope = $"{outer}{name}.";
        try
        {
            Require(body(this), this);
        }
        finally
        {
            _scope = outer;
        }

        return this;
    }

    /// <summary>Adds a residual block: the output of a body plus its input, or plus the output of a shortcut. He et al.,
    /// https://arxiv.org/abs/1512.03385.</summary>
    /// <param name="body">Adds the layers of the body to the builder passed to it and returns that builder.</param>
    /// <param name="shortcut">The same for the shortcut; null if the body keeps the shape.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>: the two outputs have different shapes.</exception>
    public CnnBuilder Residual(Func<CnnBuilder, CnnBuilder> body, Func<CnnBuilder, CnnBuilder>? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var sum = Branch(body);
        var kept = shortcut is null ? new CnnBuilder(this) : Branch(shortcut);
        var layer = Begin("Add", "add");
        if (sum.Shape != kept.Shape)
        {
            throw LayerErrors.Join(
                layer, "the same shape from body and shortcut", $"{sum.Shape} from the body, {kept.Shape} from the shortcut",
                shortcut is null && sum.Shape.IsMap
                    ? $"keep the shape in the body, or add a shortcut that changes it too, for example "
                        + $"shortcut: s => s.Conv2D({sum.Shape.Channels}, kernel: 1, stride: "
                        + $"{(Shape.Height + sum.Shape.Height - 1) / sum.Shape.Height}).BatchNorm()"
                    : "use the same filters and strides in both");
        }

        return End(layer, "Add", sum.Shape, [sum._tensor, kept._tensor]);
    }

    /// <summary>Adds parallel branches whose outputs are concatenated along the channels. Szegedy et al., https://arxiv.org/abs/1409.4842.</summary>
    /// <param name="branches">Two or more functions; each adds its layers to the builder passed to it and returns that builder.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>: the outputs are not maps of the same height and width, or vectors.</exception>
    public CnnBuilder Branches(params IReadOnlyList<Func<CnnBuilder, CnnBuilder>> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        List<CnnBuilder> ends = [.. branches.Select(Branch)];
        var layer = Begin("Concat", "concat");
        if (ends.Count < 2)
        {
            throw LayerErrors.Arguments(layer, [("at least 2 branches", $"{ends.Count}")]);
        }

        var first = ends[0].Shape;
        if (ends.Any(end => (end.Shape.IsMap, end.Shape.Height, end.Shape.Width) != (first.IsMap, first.Height, first.Width)))
        {
            throw LayerErrors.Join(
                layer, "maps of the same height and width, or vectors, from all branches", string.Join(", ", ends.Select(end => end.Shape)),
                "use the same strides and Padding.Same in all branches");
        }

        var channels = ends.Sum(end => end.Shape.Channels);
        var shape = first.IsMap ? LayerShape.Map(channels, first.Height, first.Width) : LayerShape.Vector(channels);
        return End(layer, "Concat", shape, ends.Select(end => end._tensor), NodeAttributes.Of("axis", 1));
    }

    /// <summary>Adds squeeze-and-excitation: each channel is multiplied by a number between 0 and 1 that two small dense layers compute from the
    /// means of all channels. Hu et al., https://arxiv.org/abs/1709.01507.</summary>
    /// <param name="ratio">The factor by which the first of them reduces the channels, at least 1; 16 by default. At least one channel remains.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder SqueezeExcite(int ratio = 16)
    {
        var layer = BeginOnMap("SqueezeExcite", "se");
        if (ratio < 1)
        {
            throw LayerErrors.Arguments(layer, [("a ratio of at least 1", $"{ratio}")]);
        }

        var (channels, narrow) = (Shape.Channels, Math.Max(1, Shape.Channels / ratio));
        var squeezed = Part(layer, "GlobalAveragePool", "squeeze", LayerShape.Map(channels, 1, 1), [_tensor]);
        var reduced = Part(layer, "Relu", "relu", LayerShape.Map(narrow, 1, 1), [PerPixel(layer, "reduce", squeezed, channels, narrow)]);
        var gate = Part(layer, "Sigmoid", "gate", LayerShape.Map(channels, 1, 1), [PerPixel(layer, "expand", reduced, narrow, channels)]);
        return End(layer, "Mul", Shape, [_tensor, gate]);
    }

    // A dense layer over channels, on a 1x1 map.
    private string PerPixel(LayerPlan layer, string part, string input, int inputs, int outputs)
    {
        var weight = _graph.AddWeight(layer, $"{part}.weight", [outputs, inputs, 1, 1], WeightFill.Of(_start, inputs, outputs));
        var bias = _graph.AddWeight(layer, $"{part}.bias", [outputs], WeightFill.Constant(0));
        return Part(layer, "Conv", part, LayerShape.Map(outputs, 1, 1), [input, weight.Name, bias.Name], NodeAttributes.Of("kernel_shape", [1, 1]));
    }

    private CnnBuilder Branch(Func<CnnBuilder, CnnBuilder> body)
    {
        var branch = new CnnBuilder(this);
        _isBranching = true;
        try
        {
            Require(body(branch), branch);
        }
        finally
        {
            _isBranching = false;
        }

        return branch;
    }

    private static void Require(CnnBuilder? result, CnnBuilder given)
    {
        if (!ReferenceEquals(result, given))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.LayerBranch, "the function of a block returns a builder other than the one passed to it",
                "the builder that was passed, with layers added", result is null ? "null" : "another builder",
                "write branch => branch.Conv2D(64).BatchNorm()");
        }
    }
}
