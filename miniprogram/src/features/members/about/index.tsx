import { View } from '@tarojs/components'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { useQuery } from '@/shared/lib/use-query'
import { Photo } from '@/shared/ui/photo'
import { Fact } from '@/shared/ui/bits'
import { Loaded, RowBones } from '@/shared/ui/states'
import './index.scss'

export default function AboutPage() {
  const shop = useQuery('about', loadBootstrap)
  return (
    <View className='about page'>
      <Loaded query={shop} bones={<RowBones count={1} />}>
        {({ brand, disclosures }) => (
          <>
            <View className='about__brand'><Photo src={brand.logoUrl} alt='' size={80} className='about__logo' /><View className='about__name'>{brand.name}</View><View className='muted'>{brand.slogan}</View></View>
            <View className='card'>
              <View className='card-title about__head'>经营资质</View>
              <Fact name='经营者'>{disclosures.company}</Fact>
              <Fact name='营业执照'>{disclosures.licenceNumber}</Fact>
              <Fact name='备案号'>{disclosures.icp}</Fact>
              {disclosures.foodPermit ? <Fact name='食品经营许可'>{disclosures.foodPermit}</Fact> : null}
            </View>
          </>
        )}
      </Loaded>
    </View>
  )
}
