namespace MlNetCnn.Datasets;

/// <summary>Options for reading a table of images. By default, the column names and the separator are recognized.</summary>
public sealed record TableOptions
{
    /// <summary>The column that holds the paths of the images.</summary>
    /// <value>Default: null, the first existing column of <c>filename</c>, <c>path</c>, <c>image</c>, <c>file</c>, in any case.</value>
    public string? PathColumn { get; init; }

    /// <summary>The column that holds the class names.</summary>
    /// <value>Default: null, the first existing column of <c>label</c>, <c>class</c>, in any case.</value>
    public string? LabelColumn { get; init; }

    /// <summary>The column that assigns rows to splits: <c>train</c>, <c>val</c>, <c>test</c>, another common name of a split, or an empty cell.</summary>
    /// <value>Default: null, <c>split</c> or <c>part</c> if it exists. <c>none</c> means no split column, even if one has a recognized name.</value>
    public string? SplitColumn { get; init; }

    /// <summary>The column whose equal values keep rows in one split (see <see cref="LabeledImage.Group"/>).</summary>
    /// <value>Default: null, no groups.</value>
    public string? GroupColumn { get; init; }

    /// <summary>The folder that relative paths start from; itself relative to the current directory.</summary>
    /// <value>Default: null, the folder of the table.</value>
    public string? ImageRoot { get; init; }

    /// <summary>The ASCII character between two cells.</summary>
    /// <value>Default: null, recognized among comma, semicolon, tab and vertical bar.</value>
    public char? Separator { get; init; }

    /// <summary>Whether only the paths of the table are read, as for images to be classified.</summary>
    /// <value>Default: false.</value>
    internal bool LabelIsOptional { get; init; }
}
