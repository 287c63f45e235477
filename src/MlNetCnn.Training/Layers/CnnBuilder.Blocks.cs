namespace MlNetCnn.Training;

/// <content>Layers made of layers.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Puts a name in front of the names of some layers, whose numbers begin at 1 again: <c>Block("stage1", b => b.Conv2D(64))</c>
    /// makes <c>stage1.conv1</c>.</summary>
    /// <param name="name">The name: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="body">Adds the layers to the builder that it is given and gives it back.</param>
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
        Require(body(this), this);
        _scope = outer;
        return this;
    }

    /// <summary>Adds what a body makes of the map to the map itself, or to what a shortcut makes of it. He et al.,
    /// https://arxiv.org/abs/1512.03385.</summary>
    /// <param name="body">Adds the layers of the body to the builder that it is given and gives it back.</param>
    /// <param name="shortcut">The same for the shortcut; null where the body keeps the shape.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>: the two do not give the same shape.</exception>
    public CnnBuilder Residual(Func<CnnBuilder, CnnBuilder> body, Func<CnnBuilder, CnnBuilder>? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var sum = Branch(body);
        var kept = shortcut is null ? new CnnBuilder(this) : Branch(shortcut);
        var layer = Begin("Add", "add");
        if (sum.Shape != kept.Shape)
        {
            throw LayerFaults.Join(
                layer, "the same shape from body and shortcut", $"{sum.Shape} from the body, {kept.Shape} from the shortcut",
                shortcut is null && sum.Shape.IsMap
                    ? $"keep the shape in the body, or give a shortcut that changes it too, for example "
                        + $"shortcut: s => s.Conv2D({sum.Shape.Channels}, kernel: 1, stride: {Math.Max(1, Shape.Height / sum.Shape.Height)}).BatchNorm()"
                    : "give both the same filters and strides");
        }

        return End(layer, "Add", sum.Shape, [sum._tensor, kept._tensor]);
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
                FaultKind.Usage, "LAYER_BRANCH", "the function of a block gives back another builder than the one that it was given",
                "the builder that it was given, with layers added", result is null ? "null" : "another builder",
                "write branch => branch.Conv2D(64).BatchNorm()");
        }
    }
}
