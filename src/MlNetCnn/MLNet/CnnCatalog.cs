using MlNetCnn;

namespace Microsoft.ML;

/// <summary>Provides extension methods on the catalogs of <see cref="MLContext"/>.</summary>
public static class CnnCatalog
{
    /// <summary>Converts image paths to the features that a pretrained backbone computes.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add: a vector of float32 with one value per feature of the backbone.</param>
    /// <param name="inputColumnName">A text column of image paths.</param>
    /// <param name="backbone">The network.</param>
    public static ImageFeatureEstimator ExtractImageFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone) =>
        ExtractImageFeatures(catalog, outputColumnName, inputColumnName, backbone, new ImageFeatureOptions());

    /// <summary>Converts image paths to the features that a pretrained backbone computes.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The column to add: a vector of float32 with one value per feature of the backbone.</param>
    /// <param name="inputColumnName">A text column of image paths.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">The options for reading images.</param>
    public static ImageFeatureEstimator ExtractImageFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, Backbone backbone, ImageFeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);

        // A catalog does not expose its context; the inner transformers use no random numbers, so any context works.
        return new ImageFeatureEstimator(new MLContext(), outputColumnName, inputColumnName, backbone, options);
    }
}
