namespace MlNetCnn.Training;

/// <summary>What is done about classes with unequal numbers of images.</summary>
public enum ClassBalancing
{
    /// <summary>Nothing: each image counts alike.</summary>
    None,

    /// <summary>The loss of an image is weighted by the inverse of its class's share, the mean weight being 1.</summary>
    Weights,

    /// <summary>Each epoch shows as many images of each class; those of small classes are shown several times.</summary>
    Sampling,
}
