namespace MlNetCnn.Datasets;

/// <summary>How to read a table of pictures. Without any of it, the column names and the separator are recognised.</summary>
public sealed record TableOptions
{
    /// <summary>The column that holds the paths of the pictures.</summary>
    /// <value>Default: null, the first of <c>filename</c>, <c>path</c>, <c>image</c>, <c>file</c> that is there, in any case of letters.</value>
    public string? PathColumn { get; init; }

    /// <summary>The column that holds the class names.</summary>
    /// <value>Default: null, the first of <c>label</c>, <c>class</c> that is there, in any case of letters.</value>
    public string? LabelColumn { get; init; }

    /// <summary>The column that assigns rows to parts: <c>train</c>, <c>val</c>, <c>test</c>, another usual name of one, or nothing.</summary>
    /// <value>Default: null, the first of <c>split</c>, <c>part</c> that is there; none is needed. <c>none</c>: no column, even where one is called so.</value>
    public string? SplitColumn { get; init; }

    /// <summary>The column whose equal values keep rows on one side of a split (see <see cref="LabeledImage.Group"/>).</summary>
    /// <value>Default: null, no groups.</value>
    public string? GroupColumn { get; init; }

    /// <summary>The folder that relative paths start from; itself relative to the folder of the process.</summary>
    /// <value>Default: null, the folder of the table.</value>
    public string? ImageRoot { get; init; }

    /// <summary>The character between two cells, one of ASCII.</summary>
    /// <value>Default: null, recognised among comma, semicolon, tab and vertical bar.</value>
    public char? Separator { get; init; }

    /// <summary>Whether the table is read for its paths alone, as for photos that are yet to be classified.</summary>
    /// <value>Default: false.</value>
    internal bool LabelIsOptional { get; init; }
}
