namespace MlNetCnn.Training;

/// <summary>How classes with different numbers of images are balanced.</summary>
public enum ClassBalancing
{
    /// <summary>No balancing: all images count equally.</summary>
    None,

    /// <summary>The loss of an image is weighted by the inverse of its class's fraction of the images; the mean weight is 1.</summary>
    Weights,

    /// <summary>Each epoch shows the same number of images of each class; those of small classes are repeated.</summary>
    Sampling,
}
