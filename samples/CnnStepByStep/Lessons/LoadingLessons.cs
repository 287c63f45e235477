namespace CnnStepByStep;

/// <summary>The tutorial's code on loading and augmenting images. Next to <c>photos</c>, there is a table <c>photos.csv</c>.</summary>
internal static class LoadingLessons
{
    /// <summary>Lists images by folder and by table.</summary>
    public static void List()
    {
        // begin: listing
        ImageDataset byFolder = ImageDataset.FromFolder("photos");                          // photos/CLASS/*.jpg
        ImageDataset byTable = ImageDataset.FromTable("photos.csv", "filename", "label");   // a row for each image
        Console.WriteLine($"{byFolder.Count} photos of {byFolder.ClassNames.Count} classes, {byTable.Count} in the table");
        // end
    }

    /// <summary>Reads images batch by batch.</summary>
    public static async Task Batches()
    {
        var listing = ImageDataset.FromFolder("photos");
        // begin: batches
        var options = new ImageBatchLoaderOptions { Width = 64, Height = 64, BatchSize = 8, DataCaching = DataCaching.Disk };
        using var loader = new ImageBatchLoader([.. listing.Select(photo => photo.Path)], options);
        await foreach (PixelBatch batch in loader.ReadAsync())               // one epoch; decoding runs ahead on all cores
        {
            Console.WriteLine($"{batch.Count} photos of {batch.PixelValueCount} numbers");      // the numbers: batch.Pixels
        }
        // end
    }

    /// <summary>Selects where images are cached between epochs.</summary>
    public static CnnTrainingOptions[] Memory()
    {
        // begin: memory
        var kept = new CnnTrainingOptions { DataCaching = DataCaching.Memory };                // decode once, keep everything
        var streamed = new CnnTrainingOptions { DataCaching = DataCaching.Disk };            // decode again in every epoch
        var bounded = new CnnTrainingOptions { MemoryBudgetBytes = 2_000_000_000 };         // the default, Auto: keep what fits
        // end
        return [kept, streamed, bounded];
    }

    /// <summary>Splits by designer: the drawings of one of three are for testing, the others for training.</summary>
    public static DatasetSplits ByDesigner(ImageDataset emoji)
    {
        // begin: designers
        var oneIsNew = emoji.Where(image => image.Path.Contains("-noto") == (image.Split == DatasetSplit.Test));
        DatasetSplits split = ImageDataset.FromImages(oneIsNew).SplitPredefined(seed: 1);
        // end
        return split;
    }

    /// <summary>Configures random changes of training images.</summary>
    public static CnnTrainingOptions Augment()
    {
        // begin: augmentation
        var preset = Augmentation.Standard;                                  // crop, mirror, brightness, contrast, saturation
        var words = Augmentation.Parse("crop=0.5..1,rotate=15,brightness=0.2,erase=0.25");
        var unmirrored = preset with { HorizontalFlip = 0 };                 // where a mirrored image shows another class
        var options = new CnnTrainingOptions { Augmentation = unmirrored };
        // end
        return words == preset ? options with { Augmentation = null } : options;
    }
}
