namespace MlNetCnn.Training;

/// <summary>How the numbers of a weight are drawn.</summary>
internal enum WeightFillKind
{
    /// <summary>All the same.</summary>
    Constant,

    /// <summary>Normally distributed around 0.</summary>
    Normal,

    /// <summary>Evenly distributed around 0.</summary>
    Uniform,

    /// <summary>Rows (or, where there are more rows than columns, columns) at right angles.</summary>
    Orthogonal,
}
