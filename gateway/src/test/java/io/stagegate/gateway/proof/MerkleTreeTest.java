package io.stagegate.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees and proofs of RFC 6962: the vectors that Certificate Transparency publishes, and the definition itself. */
class MerkleTreeTest {
    private static final List<byte[]> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    private static final String ROOT_1 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    private static final String ROOT_2 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    private static final String ROOT_4 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
    private static final String LEAF_2 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    private static final String LEAVES_3_4 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    private static final String LEAVES_5_8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
    private static final String LEAF_5 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    private static final String LEAVES_7_8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    private static final String LEAVES_5_6 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

    private static Hash hash(String hex) {
        return Hash.of(HexFormat.of().parseHex(hex));
    }

    private static List<Hash> hashes(String... hex) {
        return Stream.of(hex).map(MerkleTreeTest::hash).toList();
    }

    private static MemoryTree stored(List<byte[]> leaves) {
        var out = new MemoryTree();
        leaves.forEach(leaf -> out.append(Hash.ofLeaf(leaf)));
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    })
    void tree_heads_are_those_that_are_published(int size, String root) {
        assertThat(stored(LEAVES.subList(0, size)).frontier().root()).isEqualTo(hash(root));
        assertThat(stored(LEAVES).tree().root(size)).isEqualTo(hash(root));
    }

    @Test
    void audit_paths_are_those_that_are_published() {
        var tree = stored(LEAVES).tree();

        assertThat(tree.inclusion(0, 1)).isEmpty();
        assertThat(tree.inclusion(0, 8)).isEqualTo(hashes(LEAF_2, LEAVES_3_4, LEAVES_5_8));
        assertThat(tree.inclusion(5, 8)).isEqualTo(hashes(LEAF_5, LEAVES_7_8, ROOT_4));
        assertThat(tree.inclusion(2, 3)).isEqualTo(hashes(ROOT_2));
        assertThat(tree.inclusion(1, 5)).isEqualTo(hashes(ROOT_1, LEAVES_3_4, LEAF_5));
    }

    @Test
    void consistency_proofs_are_those_that_are_published() {
        var tree = stored(LEAVES).tree();

        assertThat(tree.consistency(1, 1)).isEmpty();
        assertThat(tree.consistency(1, 8)).isEqualTo(hashes(LEAF_2, LEAVES_3_4, LEAVES_5_8));
        assertThat(tree.consistency(6, 8)).isEqualTo(hashes(LEAVES_5_6, LEAVES_7_8, ROOT_4));
        assertThat(tree.consistency(2, 5)).isEqualTo(hashes(LEAVES_3_4, LEAF_5));
    }

    /** Beyond two tiles, so that hashes that are stored and hashes that are computed meet. */
    @Test
    void any_tree_is_as_the_text_defines_it() {
        var random = new Random(6962);
        var leaves = new ArrayList<byte[]>();
        for (var i = 0; i < 700; i++) {
            leaves.add(("leaf " + random.nextLong()).getBytes(StandardCharsets.UTF_8));
        }
        var tree = stored(leaves).tree();
        for (var round = 0; round < 150; round++) {
            var size = 1 + random.nextInt(leaves.size());
            var part = leaves.subList(0, size);
            var root = Naive.root(part);
            var index = random.nextInt(size);
            var first = 1 + random.nextInt(size);
            var leaf = Hash.ofLeaf(leaves.get(index));
            var path = tree.inclusion(index, size);
            var proof = tree.consistency(first, size);
            var before = Naive.root(leaves.subList(0, first));

            assertThat(tree.root(size)).isEqualTo(root);
            assertThat(path).isEqualTo(Naive.path(index, part));
            assertThat(proof).isEqualTo(Naive.proof(first, part));
            assertThat(Proofs.includes(leaf, index, size, root, path)).isTrue();
            assertThat(Proofs.extend(first, before, size, root, proof)).isTrue();
            wrong(leaf, index, size, root, path);
            wrongly(first, before, size, root, proof);
        }
    }

    private static void wrong(Hash leaf, int index, int size, Hash root, List<Hash> path) {
        var other = Hash.ofLeaf(new byte[] {7});
        assertThat(Proofs.includes(other, index, size, root, path)).isFalse();
        assertThat(Proofs.includes(leaf, index, size, other, path)).isFalse();
        assertThat(Proofs.includes(leaf, size, size, root, path)).isFalse();
        if (size > 1) {
            assertThat(Proofs.includes(leaf, index ^ 1, size, root, path)).isFalse();
        }
        changed(path)
                .forEach(p ->
                        assertThat(Proofs.includes(leaf, index, size, root, p)).isFalse());
    }

    private static void wrongly(int first, Hash before, int size, Hash root, List<Hash> proof) {
        var other = Hash.ofLeaf(new byte[] {7});
        assertThat(Proofs.extend(first, other, size, root, proof)).isFalse();
        assertThat(Proofs.extend(first, before, size, other, proof)).isFalse();
        assertThat(Proofs.extend(size + 1, before, size, root, proof)).isFalse();
        changed(proof)
                .forEach(p ->
                        assertThat(Proofs.extend(first, before, size, root, p)).isFalse());
    }

    /** One hash too many, one too few, each of them changed. */
    private static List<List<Hash>> changed(List<Hash> hashes) {
        var out = new ArrayList<List<Hash>>();
        var longer = new ArrayList<>(hashes);
        longer.add(Hash.EMPTY);
        out.add(longer);
        for (var i = 0; i < hashes.size(); i++) {
            var one = new ArrayList<>(hashes);
            one.set(i, Hash.EMPTY);
            out.add(one);
            var shorter = new ArrayList<>(hashes);
            shorter.remove(i);
            out.add(shorter);
        }
        return out;
    }

    /** So many that tiles stand on tiles. */
    @Test
    void a_large_tree_is_the_one_that_grew() {
        var stored = new MemoryTree();
        var before = Frontier.empty();
        for (var i = 0; i < 70_000; i++) {
            var leaf = Hash.ofLeaf(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
            stored.append(leaf);
            if (i < 66_000) {
                before.append(leaf);
            }
        }
        var tree = stored.tree();
        var root = stored.frontier().root();

        assertThat(tree.root(70_000)).isEqualTo(root);
        assertThat(tree.root(66_000)).isEqualTo(before.root());
        for (var index : List.of(0L, 65_535L, 65_536L, 69_999L)) {
            var leaf = Hash.ofLeaf(Long.toString(index).getBytes(StandardCharsets.UTF_8));
            assertThat(Proofs.includes(leaf, index, 70_000, root, tree.inclusion(index, 70_000)))
                    .isTrue();
        }
        assertThat(Proofs.extend(66_000, before.root(), 70_000, root, tree.consistency(66_000, 70_000)))
                .isTrue();
        var grown = tree.frontier(66_000);
        for (var i = 66_000; i < 70_000; i++) {
            grown.append(Hash.ofLeaf(Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(grown.root()).isEqualTo(root);
    }

    @Test
    void a_hash_that_is_not_stored_is_named() {
        var tree = new HashTree((_, _, _) -> List.of());

        assertThatThrownBy(() -> tree.root(5))
                .isInstanceOf(HashTree.MissingException.class)
                .hasMessageContaining("level 0, position 0");
    }
}
