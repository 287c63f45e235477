using MlNetCnn;

namespace Microsoft.ML;

/// <summary>Brings listings of pictures into ML.NET.</summary>
public static class DataCatalogExtensions
{
    /// <summary>
    /// Makes a view of pictures, with the text columns <c>ImagePath</c> and <c>Label</c>, one row per picture in the order given. The paths are
    /// as they were listed; pictures are not opened.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="images">The pictures, such as an <see cref="ImageDataset"/>; they are gone through once for every pass over the view.</param>
    /// <returns>The view.</returns>
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
