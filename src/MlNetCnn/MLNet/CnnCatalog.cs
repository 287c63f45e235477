using MlNetCnn;

namespace Microsoft.ML;

/// <summary>Where ML.NET users find MlNetCnn: extension methods on <see cref="MLContext"/>'s catalogs.</summary>
public static class CnnCatalog
{
    /// <summary>Turns picture paths into the features that a pretrained backbone sees in them.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add: a vector of float32, of the backbone's feature length.</param>
    /// <param name="inputColumnName">A text column of picture paths.</param>
    /// <param name="backbone">The network.</param>
    public static ImageFeatureEstimator ExtractImageFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone) =>
        ExtractImageFeatures(catalog, outputColumnName, inputColumnName, backbone, new ImageFeatureOptions());

    /// <summary>Turns picture paths into the features that a pretrained backbone sees in them.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add: a vector of float32, of the backbone's feature length.</param>
    /// <param name="inputColumnName">A text column of picture paths.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How pictures are read.</param>
    public static ImageFeatureEstimator ExtractImageFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone, ImageFeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);

        // A catalog does not give away its context; the transformers inside draw no random numbers, so any context serves.
        return new ImageFeatureEstimator(new MLContext(), outputColumnName, inputColumnName, backbone, options);
    }
}
