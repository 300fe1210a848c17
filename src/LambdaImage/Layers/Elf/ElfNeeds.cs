namespace LambdaImage.Layers.Elf;

/// <summary>What a program or library needs of the system that loads it.</summary>
/// <param name="IsProgram">Whether it can be started.</param>
/// <param name="Loader">The path of the loader that a program names, its interpreter; <see langword="null"/> for what is linked statically, and for libraries.</param>
/// <param name="Glibc">The oldest version of glibc that has all that it uses of it; <see langword="null"/> if it uses nothing of a certain version.</param>
/// <param name="Libraries">The names of the libraries that it is linked against.</param>
internal sealed record ElfNeeds(bool IsProgram, string? Loader, Version? Glibc, IReadOnlyList<string> Libraries);
