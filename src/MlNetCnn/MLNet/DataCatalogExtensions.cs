using MlNetCnn;

namespace Microsoft.ML;

/// <summary>Provides extension methods for loading image datasets into ML.NET.</summary>
public static class DataCatalogExtensions
{
    /// <summary>
    /// Creates a data view of images with the text columns <c>ImagePath</c> and <c>Label</c>, one row per image in the specified order. The paths are
    /// as listed; images are not opened.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="images">The images, such as an <see cref="ImageDataset"/>; they are enumerated once for every pass over the data view.</param>
    /// <returns>The data view.</returns>
    public static IDataView LoadFromImages(this DataOperationsCatalog catalog, IEnumerable<LabeledImage> images)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(images);
        return catalog.LoadFromEnumerable(images.Select(image => new ImageRow { ImagePath = image.Path, Label = image.Label }));
    }

    private sealed class ImageRow
    {
        public string ImagePath { get; init; } = "";

        public string Label { get; init; } = "";
    }
}
