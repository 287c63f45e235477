namespace MlNetCnn.Inference;

/// <summary>Where decoded images are stored between passes.</summary>
public enum DataCaching
{
    /// <summary><see cref="Memory"/> if all images fit into the memory budget, otherwise <see cref="Disk"/>. The default.</summary>
    Auto,

    /// <summary>
    /// Images are decoded once and cached, 3 bytes a pixel at the input's size. With augmentation an image is cached as large as the
    /// closest crop needs, 4 bytes a pixel and at most four times the pixels of that, and only as many as the budget allows.
    /// </summary>
    Memory,

    /// <summary>Each pass decodes the images again, batch by batch; memory does not grow with the number of images.</summary>
    Disk,
}
