namespace MlNetCnn;

/// <summary>The split of a dataset that an image is assigned to.</summary>
public enum DatasetSplit
{
    /// <summary>No split is specified.</summary>
    Unassigned,

    /// <summary>Training images, which the network learns from.</summary>
    Train,

    /// <summary>Validation images, used for early stopping, regularization and automatic choices.</summary>
    Validation,

    /// <summary>Test images, which are measured once, at the end, and used for nothing else.</summary>
    Test,
}
