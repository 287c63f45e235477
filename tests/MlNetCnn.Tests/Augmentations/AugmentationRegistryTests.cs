using Xunit;

namespace MlNetCnn.Tests;

/// <summary>The texts and numbers that seeds, specs and model cards depend on: a new operation is added to these lists, and nothing else changes.</summary>
public sealed class AugmentationRegistryTests
{
    [Fact]
    public void Streams_OfEveryOperation_Stay()
    {
        Assert.Equal(
            "crop 0, flip 5, rotate 3, shift 4, zoom 1, shear 2, brightness 6, contrast 7, saturation 8, hue 9, grayscale 10, channel-shift 11, "
            + "blur 14, noise 15, erase 16, randaugment 12, trivialaugment 13",
            string.Join(", ", AugmentationRegistry.All.Select(operation => $"{operation.Parameters[0].Name} {operation.StreamId}")));
        int[] ids = [AugmentationRegistry.FunctionStreamId, .. AugmentationRegistry.All.Select(operation => operation.StreamId)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Sample_EveryOperation_GivesTheSameForASeed()
    {
        var augmentation = Augmentation.Parse(
            "crop=0.3..0.9,flip=1,vflip=1,rotate=100,width-shift=0.1,height-shift=0.3,zoom=0.5..1.5,zoom-each-side,shear=20,brightness=0.4,contrast=0.3,"
            + "saturation=0.2,hue=0.1,grayscale=1,channel-shift=20,blur=3,noise=12,erase=1,randaugment=3,trivialaugment");
        augmentation = augmentation with { Function = (_, _, _, _) => { } };
        var sample = new AugmentationSampler(augmentation, 7, 200, 100).Sample(2, 3, 1, asText: true);

        Assert.Equal(0.78000257670, sample.Crops![0].Scale, 1e-9);
        Assert.Equal(
            "zoom x1.04 horizontally, x1.17 vertically; sheared +7.9°; rotated -16.2°; shifted -1 % right, -11 % down; "
            + "mirrored and upside down; brightness x0.68; contrast x0.96; saturation x0.95; hue -19°; grayscale; red +4, green -4, blue -7; "
            + "equalized; brightness x0.73; nothing; auto contrast; blur 2.0; noise 3.0; 20 % erased; custom function",
            string.Join("; ", sample.Words));
    }

    [Fact]
    public void Checks_OfEveryEffect_KeepTheirOrder()
    {
        Assert.Equal(
            "mirroring left to right, mirroring top to bottom, rotation, cropping, shifting, zooming, shearing, recoloring, removing color, "
            + "blurring, noise, erasing, RandAugment, TrivialAugment",
            string.Join(", ", CheckedOperations.All.Select(operation => operation.Name)));
        Assert.Equal(
            ["brightness", "contrast", "saturation", "hue", "channel-shift"],
            CheckedOperations.All.Single(operation => operation.Name == "recoloring").Parts.Select(part => part.Word));
    }

    [Fact]
    public void Isolate_OneEffect_LeavesOnlyThatAndWhatIsSaidOfBordersAndShapes()
    {
        var requested = Augmentation.Parse("strong,aspect=0.9..1.1,flip=0.2,shift=0.1,fill=wrap,erase-area=0.1..0.2") with { Function = (_, _, _, _) => { } };
        Assert.Equal(
            ["aspect=0.9..1.1,flip=1,erase-area=0.1..0.2,fill=wrap", "aspect=0.9..1.1,shift=0.1,erase-area=0.1..0.2,fill=wrap"],
            CheckedOperations.All.Where(operation => operation.Word is "flip" or "shift")
                .Select(operation => CheckedOperations.Isolate(operation, requested).ToString()));
    }
}
