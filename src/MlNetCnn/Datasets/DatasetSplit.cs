namespace MlNetCnn;

/// <summary>The part of a set that a picture was assigned to by whoever made the set.</summary>
public enum DatasetSplit
{
    /// <summary>No part was stated.</summary>
    Unassigned,

    /// <summary>The network learns from it.</summary>
    Train,

    /// <summary>It steers the training: early stopping, regularisation, automatic choices.</summary>
    Validation,

    /// <summary>It is only ever measured, once, at the end.</summary>
    Test,
}
