namespace CnnStepByStep;

/// <summary>The result of a network on the 1000 classes of ImageNet's yearly contest (ILSVRC).</summary>
/// <param name="Year">The year of the contest.</param>
/// <param name="Name">The name of the network.</param>
/// <param name="Error">The percentage of test images whose class is not among the five most probable classes of the entry.</param>
/// <param name="Network">The architecture of the same kind in this library.</param>
internal sealed record ImageNetResult(int Year, string Name, double Error, string Network)
{
    /// <summary>
    /// As stated in the paper of each entry, an ensemble of several networks: Krizhevsky et al. 2012 (15.3 %); Simonyan and Zisserman,
    /// arXiv 1409.1556 (7.3 %); Szegedy et al., arXiv 1409.4842 (6.67 %); He et al., arXiv 1512.03385 (3.57 %); Hu et al., arXiv 1709.01507
    /// (2.251 %).
    /// </summary>
    public static IReadOnlyList<ImageNetResult> All { get; } =
    [
        new(2012, "AlexNet", 15.3, "alexnet"),
        new(2014, "VGG", 7.3, "vgg16"),
        new(2014, "GoogLeNet", 6.67, "googlenet"),
        new(2015, "ResNet", 3.57, "resnet50"),
        new(2017, "SENet", 2.25, "senet154"),
    ];
}
